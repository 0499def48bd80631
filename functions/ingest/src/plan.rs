//! What is to be done with a body: decided here, without any I/O.

mod parts;

use std::collections::HashSet;
use std::panic::catch_unwind;

use jiff::Timestamp;
use milepost_contracts::{PARSER_PANIC, ParseEvent, route};
use milepost_domain::webhook::{self, Dialect, Webhook};
use milepost_domain::{AccountId, Event, Origin};

pub use parts::{MAX_SPECIMENS, Named, Plan, Refused};

/// More events than this in one request are not even read.
pub const MAX_EVENTS: usize = 10_000;

/// What to do with a body.
#[derive(Debug)]
pub enum Decision {
    /// Nothing: it is of another account than the one served.
    WrongAccount,
    /// Echo this.
    Challenge(String),
    /// Store it.
    Store(Box<Plan>),
}

/// Makes plans.
#[derive(Debug, Clone)]
pub struct Planner {
    /// The one account that is served, if it is fixed.
    account: Option<AccountId>,
    parse: ParseEvent,
}

impl Planner {
    /// Plans for this account, or for any.
    pub fn new(account: Option<AccountId>) -> Self {
        Self::with_parser(account, |raw, account| Event::parse(raw, account, Origin::Webhook))
    }

    /// Plans with another parser: for tests of what happens if that one panics.
    pub const fn with_parser(account: Option<AccountId>, parse: ParseEvent) -> Self {
        Self { account, parse }
    }

    /// Decides about a body. Never panics, whatever is in it: what the parser chokes on goes
    /// to quarantine.
    pub fn decide(&self, body: Vec<u8>, received_at: Timestamp) -> Decision {
        let read = catch_unwind(|| webhook::read(&body));
        let plan = Plan::of(body, received_at);
        match read {
            Ok(Ok(webhook)) => self.decide_read(plan, webhook),
            Ok(Err(error)) => plan.refuse_whole(error.reason(), 1),
            Err(_) => plan.refuse_whole(PARSER_PANIC, 1),
        }
    }

    /// Keeps a body that cannot even be read, for this reason.
    pub fn refuse(body: Vec<u8>, reason: &'static str, received_at: Timestamp) -> Decision {
        Plan::of(body, received_at).refuse_whole(reason, 1)
    }

    fn decide_read(&self, mut plan: Plan, webhook: Webhook) -> Decision {
        plan.account = webhook.account;
        plan.events = webhook.events;
        match (&self.account, &plan.account, webhook.challenge) {
            (Some(own), Some(sent), _) if own != sent => Decision::WrongAccount,
            (_, _, Some(challenge)) if plan.events.is_empty() => Decision::Challenge(challenge),
            _ => self.decide_events(plan, webhook.dialect),
        }
    }

    fn decide_events(&self, mut plan: Plan, dialect: Dialect) -> Decision {
        let count = plan.events.len();
        if count == 0 {
            return plan.refuse_whole("no_events", 1);
        }
        if count > MAX_EVENTS {
            return plan.refuse_whole("too_many_events", count);
        }
        let own = self.account.clone().unwrap_or_default();
        plan.account = dialect.account(plan.account.as_ref(), &own).cloned();
        let Some(account) = plan.account.clone() else {
            return plan.refuse_whole("missing_account", count);
        };
        self.route_all(&mut plan, &account);
        Decision::Store(Box::new(plan))
    }

    fn route_all(&self, plan: &mut Plan, account: &AccountId) {
        let mut seen = HashSet::new();
        for event in 0..plan.events.len() {
            let raw = &plan.events[event];
            match route(self.parse, raw, account, plan.received_at.into()) {
                Err(reason) => plan.refused.push(Refused { event, reason }),
                Ok(routed) if !seen.insert(routed.key) => plan.accepted += 1,
                Ok(routed) => plan.send(event, routed),
            }
        }
    }
}
