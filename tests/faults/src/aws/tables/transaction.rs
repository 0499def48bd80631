//! A transaction: prepared, held, and done or given up.

use std::time::Duration;

use super::{Address, Condition, Item, State, Tables, Write};

/// How long an idempotency token is remembered.
const TOKEN_LIFETIME: Duration = Duration::from_mins(10);

/// One write of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Put {
    pub(crate) address: Address,
    pub(crate) item: Item,
    pub(crate) condition: Option<Condition>,
}

/// Writes that are done together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transaction {
    /// Makes another attempt known as such.
    pub(crate) token: Option<String>,
    pub(crate) puts: Vec<Put>,
}

/// What an item of a cancelled transaction has to do with that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reason {
    None,
    ConditionalCheckFailed,
    TransactionConflict,
}

/// Why a transaction was not done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Refused {
    /// For these reasons, one for each item in order.
    Cancelled(Vec<Reason>),
    /// The token was used with other writes.
    TokenMismatch,
    /// The transaction with this token is under way.
    InProgress,
}

/// A transaction that a token stands for.
#[derive(Debug)]
pub(super) struct Known {
    puts: Vec<Put>,
    /// When it was done; none while it is under way.
    done_at: Option<Duration>,
}

impl State {
    /// Checks all writes, and holds their items. Answers whether there is anything left to do:
    /// there is not, if an earlier attempt did it.
    pub(super) fn prepare(
        &mut self,
        now: Duration,
        Transaction { token, puts }: &Transaction,
    ) -> Result<bool, Refused> {
        let known = token.as_ref().and_then(|token| self.tokens.get(token));
        match known.filter(|it| it.done_at.is_none_or(|at| now < at + TOKEN_LIFETIME)) {
            Some(known) if known.puts != *puts => return Err(Refused::TokenMismatch),
            Some(Known { done_at: None, .. }) => return Err(Refused::InProgress),
            Some(_) => return Ok(false),
            None => {}
        }
        let reasons: Vec<Reason> = puts.iter().map(|put| self.reason(put)).collect();
        if reasons.iter().any(|reason| *reason != Reason::None) {
            return Err(Refused::Cancelled(reasons));
        }
        self.held.extend(puts.iter().map(|put| put.address.clone()));
        if let Some(token) = token {
            self.tokens.insert(token.clone(), Known { puts: puts.clone(), done_at: None });
        }
        Ok(true)
    }

    fn reason(&self, put: &Put) -> Reason {
        if self.held.contains(&put.address) {
            return Reason::TransactionConflict;
        }
        let item = self.items.get(&put.address);
        match &put.condition {
            Some(condition) if !condition.holds(item) => Reason::ConditionalCheckFailed,
            _ => Reason::None,
        }
    }

    /// Does what was prepared.
    pub(super) fn commit(&mut self, now: Duration, Transaction { token, puts }: &Transaction) {
        for Put { address, item, .. } in puts {
            self.held.remove(address);
            self.items.insert(address.clone(), item.clone());
            let (table, key) = address.clone();
            self.writes.push(Write { table, key, item: item.clone(), at: now });
        }
        if let Some(known) = token.as_ref().and_then(|token| self.tokens.get_mut(token)) {
            known.done_at = Some(now);
        }
    }

    /// Forgets what was prepared.
    fn give_up(&mut self, Transaction { token, puts }: &Transaction) {
        for put in puts {
            self.held.remove(&put.address);
        }
        if let Some(token) = token {
            self.tokens.remove(token);
        }
    }
}

/// A transaction that holds its items for a while, and lets go of them if it is dropped.
pub(super) struct Held<'a> {
    tables: &'a Tables,
    transaction: Option<Transaction>,
}

impl<'a> Held<'a> {
    pub(super) fn new(tables: &'a Tables, transaction: Transaction) -> Self {
        Self { tables, transaction: Some(transaction) }
    }

    pub(super) fn commit(mut self) {
        if let Some(transaction) = self.transaction.take() {
            self.tables.state().commit(self.tables.clock.now(), &transaction);
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            self.tables.state().give_up(&transaction);
        }
    }
}
