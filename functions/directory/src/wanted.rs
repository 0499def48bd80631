//! Who and what a batch of changes is about.

use milepost_contracts::{CloudEvent, EnrollmentChanged};
use milepost_directory::Wanted;
use milepost_runtime::batch::{Delivery, Failed};

/// What to look up for these messages, each id once, and the messages that cannot be read.
pub(crate) fn of(deliveries: &[Delivery]) -> (Wanted, Failed) {
    let (mut wanted, mut failed) = (Wanted::default(), Failed::new());
    for delivery in deliveries {
        match serde_json::from_str::<CloudEvent<EnrollmentChanged>>(&delivery.body) {
            Ok(CloudEvent { data, .. }) => {
                wanted.add(data.user_id, data.lo_id, data.lo_instance_id);
            }
            // What the parser says may quote the message.
            Err(_) => {
                let message_id = &delivery.message_id;
                tracing::error!(message_id, "change.unreadable");
                failed.insert(delivery.message_id.clone());
            }
        }
    }
    (wanted, failed)
}
