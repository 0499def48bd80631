//! What a batch came to, as metrics.

use std::sync::{Mutex, PoisonError};

use milepost_notification::{Notification, Reason, Status};
use milepost_runtime::metrics::Metrics;

/// Counts while a batch is worked at.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    decided: usize,
    published: usize,
    held_up: usize,
    to_correct: usize,
    failed: usize,
}

impl Tally {
    /// One was written down for the first time.
    pub(super) fn decided(&self, notification: &Notification) {
        self.change(|counts| {
            counts.decided += 1;
            counts.failed += usize::from(is_failure(notification));
        });
    }

    /// One was handed over, or what is in the way was found.
    pub(super) fn moved(&self, notification: &Notification) {
        self.change(|counts| match notification.status {
            Status::Failed => counts.failed += usize::from(is_failure(notification)),
            Status::Pending => {
                let reason = notification.reason.as_ref();
                counts.held_up += 1;
                counts.to_correct += usize::from(reason.is_some_and(Reason::needs_correction));
            }
            Status::Published | Status::Sent => counts.published += 1,
        });
    }

    /// The metrics of a batch.
    pub(super) fn metrics(&self, received: usize, failed: usize) -> Metrics {
        let counts = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Metrics::new("notifications")
            .count("MessagesReceived", received)
            .count("MessagesFailed", failed)
            .count("NotificationsDecided", counts.decided)
            .count("NotificationsPublished", counts.published)
            .count("NotificationsHeldUp", counts.held_up)
            .count("NotificationsToCorrect", counts.to_correct)
            .count("NotificationsFailed", counts.failed)
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Whether somebody has to look at it.
fn is_failure(notification: &Notification) -> bool {
    let reason = notification.reason.as_ref();
    notification.status == Status::Failed && !reason.is_some_and(Reason::is_in_order)
}
