//! Who and what a batch of changes is about.

use milepost_contracts::{CloudEvent, EnrollmentChanged};
use milepost_directory::Wanted;
use milepost_runtime::batch::{Delivery, Failed};

/// What to look up for these messages, each id once, and the messages that cannot be read.
pub(crate) fn of(deliveries: &[Delivery]) -> (Wanted, Failed) {
    let (mut wanted, mut failed) = (Wanted::default(), Failed::new());
    for delivery in deliveries {
        // What the parser says may quote the message.
        if let Ok(change) = serde_json::from_str::<CloudEvent<EnrollmentChanged>>(&delivery.body) {
            let EnrollmentChanged { user_id, lo_id, lo_instance_id, .. } = change.data;
            wanted.add(user_id, lo_id, lo_instance_id);
        } else {
            let message_id = &delivery.message_id;
            tracing::error!(message_id, "change.unreadable");
            failed.insert(delivery.message_id.clone());
        }
    }
    (wanted, failed)
}
