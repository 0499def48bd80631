//! What a batch came to, as metrics.

use std::sync::atomic::{AtomicUsize, Ordering};

use milepost_runtime::metrics::Metrics;

use super::Outcome;

/// Counts while a batch is delivered.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sent: AtomicUsize,
    failed: AtomicUsize,
    not_taken: AtomicUsize,
}

impl Tally {
    /// Counts what came of a try: a message that is sent twice counts twice.
    pub(super) fn count(&self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Delivered(_) => &self.sent,
            Outcome::Refused(_) => &self.failed,
            Outcome::NotTaken(_) => &self.not_taken,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// The metrics of a batch.
    pub(super) fn metrics(
        &self,
        function: &'static str,
        received: usize,
        failed: usize,
    ) -> Metrics {
        let of = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Metrics::new(function)
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed)
            .count("NotificationsSent", of(&self.sent))
            .count("NotificationsFailed", of(&self.failed))
            .count("NotificationsNotTaken", of(&self.not_taken))
    }
}
