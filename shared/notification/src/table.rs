//! Ports to the notifications table, one operation each, and their `DynamoDB` side.

mod dynamo;

use crate::{Notification, NotificationId, Reason};
use milepost_domain::Time;

pub use dynamo::{DynamoNotifications, DynamoSuppressions};

/// Why the table could not be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TableError {
    /// Somebody else wrote it meanwhile: read again, decide again.
    #[error("another writer was faster")]
    Conflict,
    /// The call failed; it may have been done all the same.
    #[error("the notifications table: {0}")]
    Call(String),
    /// An item that this release cannot read or write.
    #[error("an item of the notifications table: {0}")]
    Item(String),
}

/// A notification with the number of its last write, from 1; 0 if it is not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Revised {
    /// The notification.
    pub value: Notification,
    /// The write that it stems from.
    pub revision: u64,
}

/// Port: reads one notification, as it is now.
pub trait ReadNotification {
    /// The notification, if there is one.
    fn read(
        &self,
        id: NotificationId,
    ) -> impl Future<Output = Result<Option<Revised>, TableError>> + Send;
}

/// Port: writes one notification.
pub trait WriteNotification {
    /// Writes it in the place of the revision that it names, and returns its new one.
    ///
    /// # Errors
    /// [`TableError::Conflict`] if it is no longer of that revision, or exists and should not.
    fn write(&self, notification: &Revised)
    -> impl Future<Output = Result<u64, TableError>> + Send;
}

/// Port: whether mail may go to an address.
pub trait ReadSuppression {
    /// Whether the address is on the list.
    fn is_suppressed(&self, address: &str)
    -> impl Future<Output = Result<bool, TableError>> + Send;
}

/// Port: puts an address on the list.
pub trait Suppress {
    /// No mail goes to this address any more.
    fn suppress(
        &self,
        address: &str,
        reason: &Reason,
        since: Time,
    ) -> impl Future<Output = Result<(), TableError>> + Send;
}

#[cfg(test)]
pub(crate) mod tests;
