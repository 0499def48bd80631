//! Port: publish what changed.

mod order;
mod sns;

use milepost_contracts::FilterAttributes;

pub use order::publish_in_order;
pub use sns::SnsPublish;

/// One message to publish, for one event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outgoing {
    /// The SQS message that it goes back to if it fails.
    pub message_id: String,
    /// What it is ordered by: the record, or the learning object and day.
    pub group: String,
    /// The event's key: SNS drops a repeat within 5 minutes, consumers recognise later ones.
    pub deduplication_id: String,
    /// The `CloudEvent`.
    pub body: String,
    /// What subscriptions filter by.
    pub attributes: FilterAttributes,
}

/// Publishes messages.
pub trait Publish {
    /// Publishes all of them and returns the SQS message ids of those that failed.
    fn publish(&self, outgoing: &[Outgoing]) -> impl Future<Output = Vec<String>> + Send;
}
