//! Why a certificate could not be woken.

use milepost_messaging::SendError;
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
    /// The queue of certificates did not take all messages.
    #[error("the certificates' queue: {0}")]
    NotSent(#[from] SendError),
}
