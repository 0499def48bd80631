//! Port: read what is known of the records and events of a batch.

mod dynamo;

use std::collections::{BTreeSet, HashMap, HashSet};

use milepost_contracts::{EnrollmentItem, ItemKey};
use milepost_runtime::limits::LimitError;
use serde::Deserialize;

pub use dynamo::DynamoRead;

/// What to read. Sets: `DynamoDB` refuses a call that names a key twice.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wanted {
    /// Items of the enrollments table.
    pub enrollments: BTreeSet<ItemKey>,
    /// Items of the history table.
    pub history: BTreeSet<ItemKey>,
}

/// The row of an event that was worked in before.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Row {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// The message that was published, if the event had anything to tell.
    #[serde(default)]
    pub message: Option<String>,
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The enrollments that exist.
    pub enrollments: HashMap<ItemKey, EnrollmentItem>,
    /// The events that were worked in before.
    pub history: HashMap<ItemKey, Row>,
    /// Items of either table that exist in a form that we do not know. They fail the events that
    /// need them and no others.
    pub unreadable: HashSet<ItemKey>,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The call failed.
    #[error("cannot read from DynamoDB: {0}")]
    Call(String),
    /// The table keeps answering with a part only.
    #[error("DynamoDB leaves {keys} keys unread")]
    Unprocessed {
        /// How many are left.
        keys: usize,
    },
    /// `DynamoDB` would refuse the call, now or later.
    #[error("DynamoDB rejects the call: {0}")]
    Limit(#[from] LimitError),
}

/// Reads what is known, consistently.
pub trait ReadKnown {
    /// Reads all of it, or fails.
    fn read(&self, wanted: &Wanted) -> impl Future<Output = Result<Known, ReadError>> + Send;
}
