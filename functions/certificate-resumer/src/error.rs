//! Why a certificate could not be woken.

use milepost_store::StoreError;

/// Why certificates could not be woken. Says nothing of whom they are about.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WakeError {
    /// The table of certificates does not say which ones wait.
    #[error("the certificates' table: {0}")]
    NotRead(#[from] StoreError),
    /// A message could not be written as JSON.
    #[error("a message cannot be written: {0}")]
    NotWritten(String),
    /// The queue of certificates is not reachable, or does not let us in.
    #[error("the certificates' queue: {0}")]
    NotSent(String),
    /// The call succeeded, but the queue did not take all of its messages.
    #[error("the certificates' queue did not take {messages} messages")]
    NotTaken {
        /// How many it left.
        messages: usize,
    },
}
