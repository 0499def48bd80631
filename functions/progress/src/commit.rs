//! Port: write a record with the history rows of its events, all or nothing.

mod dynamo;
mod size;

use milepost_contracts::{EnrollmentItem, HistoryItem};
use milepost_runtime::limits::LimitError;

pub use dynamo::DynamoCommit;

/// One transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The record as it shall be, if it changes.
    pub record: Option<RecordWrite>,
    /// The rows of its events; none of them may exist yet.
    pub history: Vec<HistoryItem>,
}

/// A record to write.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordWrite {
    /// As it shall be.
    pub item: EnrollmentItem,
    /// The version that it must have now; `None` if it must not exist.
    pub replaces: Option<u64>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody else wrote the record or a row meanwhile: read again, decide again.
    #[error("version conflict")]
    Conflict,
    /// `DynamoDB` will not take it, now or later.
    #[error("DynamoDB cancelled the transaction: {codes}")]
    Refused {
        /// The reasons that it gave.
        codes: String,
    },
    /// `DynamoDB` would refuse the transaction, now or later.
    #[error("DynamoDB rejects the transaction: {0}")]
    Limit(#[from] LimitError),
    /// A row or record that cannot be written as an item.
    #[error("an item cannot be written")]
    Item(#[from] serde_dynamo::Error),
    /// The call failed. It may have been done all the same.
    #[error("cannot write to DynamoDB: {0}")]
    Call(String),
}

/// Writes a transaction.
pub trait Commit {
    /// Writes all of it, or nothing.
    fn commit(
        &self,
        transaction: &Transaction,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
}
