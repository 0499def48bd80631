//! Why a table could not be used.

use milepost_runtime::limits::LimitError;

/// Why a table could not be used. Says nothing of what is in an item.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// An item is no longer as it was read, or another transaction holds it: read again, decide
    /// again.
    #[error("version conflict")]
    Conflict,
    /// The table, or the account, takes no more calls for the moment. Nothing was written.
    #[error("throttled: {0}")]
    Throttled(String),
    /// No answer came: the call may have been carried out all the same.
    #[error("not reached: {0}")]
    NotReached(String),
    /// The call would break a limit of AWS, now and later.
    #[error("too large: {0}")]
    TooLarge(#[from] LimitError),
    /// AWS refuses the call, and will refuse it again: rights, a missing table, a wrong key.
    #[error("refused: {0}")]
    Refused(String),
    /// An item that this release cannot read or write. What the library says of it names fields
    /// and types, not values.
    #[error("unreadable item: {0}")]
    Unreadable(String),
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::Throttled(_) | Self::NotReached(_))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
pub(crate) fn unreadable(error: serde_dynamo::Error) -> StoreError {
    StoreError::Unreadable(error.to_string())
}
