//! A store, a budget and a clock for tests, and a client with them.

use std::cell::Cell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use milepost_alm::budget::{BudgetError, RequestBudget, Resource};
use milepost_alm::credentials::{CredentialStore, Credentials, StoreError};
use milepost_alm::{Client, Endpoint, Timeouts};
use milepost_runtime::secret::Secret;

pub(crate) const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

thread_local! {
    static NOW: Cell<Timestamp> = const { Cell::new(START) };
}

/// Each test has its own time, since each has its own thread.
pub(crate) fn clock() -> Timestamp {
    NOW.get()
}

pub(crate) fn pass(duration: SignedDuration) {
    NOW.set(NOW.get() + duration);
}

pub(crate) fn credentials(refresh_token: &str) -> Credentials {
    Credentials {
        client_id: "app".to_owned(),
        client_secret: Secret::new("secret-of-app"),
        refresh_token: Secret::new(refresh_token),
    }
}

#[derive(Clone, Default)]
pub(crate) struct Store(pub(crate) Arc<Mutex<Shelf>>);

#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) stored: Option<Credentials>,
    /// What the next loads give; then it is what is stored.
    pub(crate) stale: Vec<Credentials>,
    pub(crate) refuses_to_save: bool,
    pub(crate) loads: usize,
    pub(crate) saves: usize,
}

impl Store {
    pub(crate) fn with(refresh_token: &str) -> Self {
        let store = Self::default();
        store.put(refresh_token);
        store
    }

    pub(crate) fn put(&self, refresh_token: &str) {
        self.0.lock().unwrap().stored = Some(credentials(refresh_token));
    }

    pub(crate) fn refuse_to_save(&self, refuse: bool) {
        self.0.lock().unwrap().refuses_to_save = refuse;
    }

    pub(crate) fn stored(&self) -> Option<Credentials> {
        self.0.lock().unwrap().stored.clone()
    }

    pub(crate) fn loads(&self) -> usize {
        self.0.lock().unwrap().loads
    }

    pub(crate) fn saves(&self) -> usize {
        self.0.lock().unwrap().saves
    }
}

impl CredentialStore for Store {
    async fn load(&self) -> Result<Option<Credentials>, StoreError> {
        let mut held = self.0.lock().unwrap();
        held.loads += 1;
        Ok(held.stale.pop().or_else(|| held.stored.clone()))
    }

    async fn save(&self, credentials: &Credentials) -> Result<(), StoreError> {
        let mut held = self.0.lock().unwrap();
        held.saves += 1;
        if held.refuses_to_save {
            return Err(StoreError("access denied".to_owned()));
        }
        held.stored = Some(credentials.clone());
        Ok(())
    }
}

#[derive(Clone)]
pub(crate) struct Budget(Arc<Mutex<Account>>);

struct Account {
    left: usize,
    taken: Vec<Resource>,
    pauses: Vec<(Resource, Timestamp)>,
}

impl Budget {
    pub(crate) fn of(left: usize) -> Self {
        Self(Arc::new(Mutex::new(Account { left, taken: Vec::new(), pauses: Vec::new() })))
    }

    pub(crate) fn taken(&self) -> Vec<Resource> {
        self.0.lock().unwrap().taken.clone()
    }

    pub(crate) fn pauses(&self) -> Vec<(Resource, Timestamp)> {
        self.0.lock().unwrap().pauses.clone()
    }
}

impl RequestBudget for Budget {
    async fn take(&self, resource: Resource, now: Timestamp) -> Result<(), BudgetError> {
        let mut account = self.0.lock().unwrap();
        let spent = BudgetError::Spent { resource, until: now };
        account.left = account.left.checked_sub(1).ok_or(spent)?;
        account.taken.push(resource);
        Ok(())
    }

    async fn pause(&self, resource: Resource, until: Timestamp) {
        self.0.lock().unwrap().pauses.push((resource, until));
    }
}

pub(crate) const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(1), request: Duration::from_secs(1) };

pub(crate) fn client(endpoint: &Endpoint, store: &Store, budget: &Budget) -> Client<Store, Budget> {
    let (store, budget) = (store.clone(), budget.clone());
    Client::with_timeouts(endpoint.clone(), store, budget, clock, TIMEOUTS).unwrap()
}

/// A client with credentials and requests enough.
pub(crate) fn rich_client(endpoint: &Endpoint) -> Client<Store, Budget> {
    client(endpoint, &Store::with("refresh-1"), &Budget::of(100))
}

pub(crate) fn ids<Id: std::str::FromStr<Err: std::fmt::Debug>>(ids: &[&str]) -> Vec<Id> {
    ids.iter().map(|id| id.parse().unwrap()).collect()
}
