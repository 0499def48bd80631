//! What a batch came to, as metrics.

use std::sync::atomic::{AtomicUsize, Ordering};

use milepost_runtime::metrics::Metrics;

/// Counts while a batch is worked at.
#[derive(Debug, Default)]
pub(super) struct Tally {
    suppressed: AtomicUsize,
    failed: AtomicUsize,
}

impl Tally {
    /// Counts an address that is on the list now.
    pub(super) fn suppressed(&self) {
        self.suppressed.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a notification that came back.
    pub(super) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// The metrics of a batch.
    pub(super) fn metrics(&self, received: usize, failed: usize) -> Metrics {
        let of = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Metrics::new("ses-events")
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed)
            .count("AddressesSuppressed", of(&self.suppressed))
            .count("NotificationsFailed", of(&self.failed))
    }
}
