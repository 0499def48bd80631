//! A batch under way: the time, and what came of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::Failed;
use crate::metrics::Metrics;

/// A batch under way. Shared by all of its messages.
#[derive(Debug)]
pub struct Batch {
    clock: fn() -> Timestamp,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counts: BTreeMap<&'static str, usize>,
    durations: BTreeMap<&'static str, Duration>,
    properties: BTreeMap<&'static str, Value>,
    done: HashSet<String>,
}

impl Batch {
    /// A batch that reads the time from this clock.
    pub fn new(clock: fn() -> Timestamp) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Adds to a metric of the batch. One that the function is to show even if nothing is counted
    /// gets a zero first.
    pub fn count(&self, name: &'static str, more: usize) {
        *self.lock().counts.entry(name).or_default() += more;
    }

    /// The longest of the durations of this name is a metric of the batch.
    pub fn longest(&self, name: &'static str, took: Duration) {
        let mut state = self.lock();
        let longest = state.durations.entry(name).or_default();
        *longest = took.max(*longest);
    }

    /// Adds to the batch's log line what is no metric. Nothing personal may be in it.
    pub fn property(&self, name: &'static str, value: impl Into<Value>) {
        self.lock().properties.insert(name, value.into());
    }

    /// A message is done: whatever happens to others, it has not failed.
    pub fn done(&self, message_id: &str) {
        self.lock().done.insert(message_id.to_owned());
    }

    /// What the batch has counted so far.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        self.lock().counts.clone()
    }

    pub(super) fn is_done(&self, message_id: &str) -> bool {
        self.lock().done.contains(message_id)
    }

    /// The batch's one log line, with its metrics.
    pub(super) fn report(
        &self,
        function: &'static str,
        received: usize,
        failed: &Failed,
        took: Duration,
    ) {
        let state = self.lock();
        let mut metrics = Metrics::new(function)
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed.len())
            .duration("BatchDuration", took);
        metrics = state.counts.iter().fold(metrics, |it, (name, count)| it.count(name, *count));
        metrics = state.durations.iter().fold(metrics, |it, (name, took)| it.duration(name, *took));
        let properties = state.properties.iter();
        metrics = properties.fold(metrics, |it, (name, value)| it.property(name, value.clone()));
        let level = if failed.is_empty() { "INFO" } else { "ERROR" };
        let now = self.now();
        metrics.entry(now, level, "batch.completed").write(now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
