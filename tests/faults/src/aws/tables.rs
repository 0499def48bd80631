//! Tables with transactions, as `DynamoDB` has them.

mod condition;
mod transaction;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use milepost_contracts::ItemKey;
use serde_json::{Map, Value};

pub(crate) use condition::Condition;
use transaction::{Held, Known};
pub(crate) use transaction::{Put, Reason, Refused, Transaction};

use super::clock::Clock;

/// An item as on the wire: attribute values by name, such as `{"pk":{"S":"user#7"}}`.
pub type Item = Map<String, Value>;

/// A table's name, and the key of an item in it.
pub(crate) type Address = (String, ItemKey);

/// A write that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The table.
    pub table: String,
    /// The key.
    pub key: ItemKey,
    /// The whole item.
    pub item: Item,
    /// When, in virtual time.
    pub at: Duration,
}

/// The tables: all have a text `pk` and a text `sk` as their key.
#[derive(Debug)]
pub struct Tables {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    items: BTreeMap<Address, Item>,
    writes: Vec<Write>,
    /// What transactions under way are about to write.
    held: HashSet<Address>,
    /// Transactions by their idempotency token.
    tokens: HashMap<String, Known>,
    hold: Duration,
}

impl Tables {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// From now on a transaction holds its items for this long, in real time, before it is done.
    /// Another that wants one of them meanwhile is cancelled. Zero, as at the start: no
    /// transaction ever meets another.
    pub fn hold_for(&self, time: Duration) {
        self.state().hold = time;
    }

    /// The item with this key.
    pub fn item(&self, table: &str, key: &ItemKey) -> Option<Item> {
        self.state().items.get(&(table.to_owned(), key.clone())).cloned()
    }

    /// All items of a table by key.
    pub fn items(&self, table: &str) -> BTreeMap<ItemKey, Item> {
        let state = self.state();
        let of_table = state.items.iter().filter(|((name, _), _)| name == table);
        of_table.map(|((_, key), item)| (key.clone(), item.clone())).collect()
    }

    /// All writes to a table, in order. None of them was undone.
    pub fn writes(&self, table: &str) -> Vec<Write> {
        self.state().writes.iter().filter(|it| it.table == table).cloned().collect()
    }

    /// How often each item of a table was written.
    pub fn write_counts(&self, table: &str) -> BTreeMap<ItemKey, usize> {
        let mut counts = BTreeMap::new();
        for write in self.writes(table) {
            *counts.entry(write.key).or_default() += 1;
        }
        counts
    }

    /// Does all of these writes or none. The same token with the same writes does them once.
    ///
    /// # Errors
    /// [`Refused`] if none was done.
    pub(crate) async fn transact(&self, transaction: Transaction) -> Result<(), Refused> {
        let Some(hold) = self.begin(&transaction)? else { return Ok(()) };
        let transaction = Held::new(self, transaction);
        tokio::time::sleep(hold).await;
        transaction.commit();
        Ok(())
    }

    /// Prepares the transaction; does it at once if there is no time to hold it for.
    fn begin(&self, transaction: &Transaction) -> Result<Option<Duration>, Refused> {
        let now = self.clock.now();
        let mut state = self.state();
        if !state.prepare(now, transaction)? {
            return Ok(None);
        }
        if state.hold.is_zero() {
            state.commit(now, transaction);
            return Ok(None);
        }
        Ok(Some(state.hold))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic under the lock")
    }
}

/// An item as plain JSON, so that it can be read by serde. Sets are lists; binary values stay
/// as they are on the wire.
pub fn plain(item: &Item) -> Value {
    item.iter().map(|(name, value)| (name.clone(), plain_value(value))).collect()
}

fn plain_value(value: &Value) -> Value {
    let typed = value.as_object().and_then(|it| it.iter().next());
    match typed.map(|(kind, value)| (kind.as_str(), value)) {
        Some(("N", Value::String(number))) => {
            serde_json::from_str(number).expect("a number as text")
        }
        Some(("NS", Value::Array(numbers))) => {
            let number = |it: &Value| plain_value(&serde_json::json!({"N": it}));
            numbers.iter().map(number).collect()
        }
        Some(("NULL", _)) => Value::Null,
        Some(("L", Value::Array(list))) => list.iter().map(plain_value).collect(),
        Some(("M", Value::Object(map))) => plain(map),
        Some((_, value)) => value.clone(),
        None => panic!("not an attribute value: {value}"),
    }
}

#[cfg(test)]
mod tests;
