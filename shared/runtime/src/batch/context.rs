//! A batch under way: the time, and what came of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
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
    event_keys: BTreeSet<String>,
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

    /// Adds to a count of the batch. One that the function is to show even if nothing is counted
    /// gets a zero first.
    pub fn count(&self, name: &'static str, more: usize) {
        *self.lock().counts.entry(name).or_default() += more;
    }

    /// The longest of the durations of this name is shown of the batch.
    pub fn longest(&self, name: &'static str, took: Duration) {
        let mut state = self.lock();
        let longest = state.durations.entry(name).or_default();
        *longest = took.max(*longest);
    }

    /// Names events in the batch's log line that messages of the batch go back to: those whose
    /// messages do not [say so themselves](crate::trace::event_key).
    pub fn trace(&self, event_keys: impl IntoIterator<Item = impl ToString>) {
        self.lock().event_keys.extend(event_keys.into_iter().map(|key| key.to_string()));
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

    /// The batch's one log line.
    pub(super) fn line(
        &self,
        function: &'static str,
        received: usize,
        failed: &Failed,
        took: Duration,
    ) -> Metrics {
        let state = self.lock();
        let mut metrics = Metrics::new(function)
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed.len())
            .duration("BatchDuration", took);
        metrics = state.counts.iter().fold(metrics, |it, (name, count)| it.count(name, *count));
        metrics = state.durations.iter().fold(metrics, |it, (name, took)| it.duration(name, *took));
        let event_keys: Value = state.event_keys.iter().cloned().collect();
        let level = if failed.is_empty() { "INFO" } else { "ERROR" };
        metrics.property("eventKeys", event_keys).entry(self.now(), level, "batch.completed")
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
