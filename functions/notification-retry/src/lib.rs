//! Sends what is pending and due to the function `notifications` again.
//!
//! A notification is pending because it lacks something, or because whoever handed it over died.
//! Which of them, `notifications` finds out; retrying one once too often changes nothing.
#![warn(missing_docs)]

mod queue;
mod worker;

pub use queue::{SendResume, SqsResume};
pub use worker::{Answer, Worker};

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
    /// The queue is not reachable, or does not let us in.
    #[error("the queue of notifications: {0}")]
    NotSent(String),
    /// The call succeeded, but the queue did not take all of its messages.
    #[error("the queue of notifications did not take {messages} messages")]
    NotTaken {
        /// How many it left.
        messages: usize,
    },
}
