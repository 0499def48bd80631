//! Sends what is pending and due to the function `notifications` again.
//!
//! A notification is pending because it lacks something, or because whoever handed it over died.
//! Which of them, `notifications` finds out; retrying one once too often changes nothing.
#![warn(missing_docs)]

mod worker;

pub use worker::{Answer, Worker};

use milepost_messaging::SendError;
use milepost_store::StoreError;

/// Why nothing could be retried. Says nothing of whom it is about.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RetryError {
    /// The table does not say what is due.
    #[error("the notifications table: {0}")]
    NotRead(#[from] StoreError),
    /// A message could not be written as JSON.
    #[error("a message cannot be written: {0}")]
    NotWritten(String),
    /// The queue did not take all messages.
    #[error("the queue of notifications: {0}")]
    NotSent(#[from] SendError),
}
