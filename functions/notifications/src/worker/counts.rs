//! What a batch came to, as metrics.

use milepost_notification::{Notification, Reason, Status};
use milepost_runtime::batch::Batch;

/// Those that each batch shows, even at zero.
pub(super) const ALL: [&str; 5] = [
    "NotificationsDecided",
    "NotificationsPublished",
    "NotificationsHeldUp",
    "CorrectionsNeeded",
    "NotificationsFailed",
];

/// One was written down for the first time.
pub(super) fn decided(batch: &Batch, notification: &Notification) {
    batch.count("NotificationsDecided", 1);
    batch.count("NotificationsFailed", usize::from(is_failure(notification)));
}

/// One was handed over, or what is in the way was found.
pub(super) fn moved(batch: &Batch, notification: &Notification) {
    match notification.status {
        Status::Failed => {
            batch.count("NotificationsFailed", usize::from(is_failure(notification)));
        }
        Status::Pending => {
            let reason = notification.reason.as_ref();
            let is_to_correct = reason.is_some_and(Reason::needs_correction);
            batch.count("NotificationsHeldUp", 1);
            batch.count("CorrectionsNeeded", usize::from(is_to_correct));
        }
        Status::Published | Status::Sent => batch.count("NotificationsPublished", 1),
    }
}

/// Whether somebody has to look at it.
fn is_failure(notification: &Notification) -> bool {
    let reason = notification.reason.as_ref();
    notification.status == Status::Failed && !reason.is_some_and(Reason::is_in_order)
}
