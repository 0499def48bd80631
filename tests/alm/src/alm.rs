//! What the stand-in knows and remembers.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::company::Company;
use crate::endpoint::Endpoint;
use crate::error::Refusal;
use crate::faults::{Fault, Faults, Order};
use crate::jobs::{JobShape, Jobs};
use crate::rate::Requests;
use crate::settings::Settings;
use crate::tokens::Tokens;

/// Requests by endpoint and method, refused ones too.
pub type Counts = BTreeMap<Endpoint, BTreeMap<String, u64>>;

/// The stand-in, without its server.
#[derive(Debug)]
pub(crate) struct Alm {
    /// Its address.
    pub(crate) base: String,
    pub(crate) settings: Settings,
    memory: Mutex<Memory>,
}

/// What changes while it runs.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) company: Company,
    pub(crate) tokens: Tokens,
    pub(crate) jobs: Jobs,
    pub(crate) job_shape: JobShape,
    pub(crate) faults: Faults,
    counts: Counts,
    requests: Requests,
    advanced: SignedDuration,
}

impl Memory {
    fn new(settings: &Settings) -> Self {
        Self {
            company: Company::default(),
            tokens: Tokens::default(),
            jobs: Jobs::default(),
            job_shape: settings.job_shape,
            faults: Faults::default(),
            counts: Counts::new(),
            requests: Requests::default(),
            advanced: SignedDuration::ZERO,
        }
    }
}

impl Alm {
    pub(crate) fn new(base: String, settings: Settings) -> Self {
        Self { base, settings, memory: Mutex::new(Memory::new(&settings)) }
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.settings.clock)() + self.memory().advanced
    }

    /// Counts a request, and tells what goes wrong with it.
    pub(crate) fn arrive(&self, endpoint: Endpoint, method: &str) -> Option<Fault> {
        let mut memory = self.memory();
        *memory.counts.entry(endpoint).or_default().entry(method.to_owned()).or_default() += 1;
        memory.faults.next(endpoint)
    }

    /// Counts a request for the rate limit.
    pub(crate) fn take(&self, endpoint: Endpoint) -> Result<(), Refusal> {
        let Some(resource) = endpoint.resource() else {
            return Ok(());
        };
        let (limit, now) = (self.settings.limit(resource), self.now());
        self.memory().requests.take(resource, limit, now).map_err(Refusal::TooMany)
    }

    pub(crate) fn accepts(&self, token: &str) -> bool {
        let now = self.now();
        self.memory().tokens.accepts(token, now)
    }

    pub(crate) fn order(&self, order: Order) {
        self.memory().faults.order(order);
    }

    pub(crate) fn counts(&self) -> Counts {
        self.memory().counts.clone()
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        self.memory().advanced += by;
    }

    pub(crate) fn reset(&self) {
        *self.memory() = Memory::new(&self.settings);
    }
}
