//! What a stream of `DynamoDB` delivers, as far as it matters here, and what is answered.
//!
//! AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB" and "Reporting batch item
//! failures with DynamoDB". `aws_lambda_events` knows the whole event, but brings a library of
//! dates, and one record that it cannot read fails the whole batch: that would block the shard.

use milepost_directory::{Content, Item};
use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Awaited;

/// A batch of records of one shard, in the order of the writes. The records hold names.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamEvent {
    /// Each read by itself.
    pub records: Vec<Value>,
}

/// A write to the directory's table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// What tells the write from all others.
    pub event_id: String,
    /// Its place in the shard: what is answered if it fails.
    pub sequence_number: String,
    /// What was learnt, if certificates may wait for it.
    pub learnt: Option<Learnt>,
}

/// A name or title that is known now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Learnt {
    /// Whose.
    pub awaited: Awaited,
    /// When ALM was asked, or the report was made.
    pub as_of: Time,
}

/// A record that is not what the directory writes. The cause may quote it, so there is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a record of the directory's table")]
pub struct Unreadable;

#[derive(Deserialize)]
struct RawRecord {
    #[serde(rename = "eventID")]
    event_id: String,
    #[serde(rename = "eventName")]
    event_name: String,
    dynamodb: RawChange,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawChange {
    sequence_number: String,
    #[serde(default)]
    new_image: Option<serde_dynamo::Item>,
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// If it is none, or its item is of another form than this release knows.
    pub fn read(record: &Value) -> Result<Self, Unreadable> {
        let raw = RawRecord::deserialize(record).map_err(|_| Unreadable)?;
        let RawChange { sequence_number, new_image } = raw.dynamodb;
        let learnt = match (raw.event_name.as_str(), new_image) {
            ("INSERT" | "MODIFY", Some(image)) => Learnt::of(image)?,
            // What expires is not known any more.
            ("REMOVE", _) => None,
            _ => return Err(Unreadable),
        };
        Ok(Self { event_id: raw.event_id, sequence_number, learnt })
    }
}

impl Learnt {
    fn of(image: serde_dynamo::Item) -> Result<Option<Self>, Unreadable> {
        let item: Item = serde_dynamo::from_item(image).map_err(|_| Unreadable)?;
        let awaited = match item.content {
            Content::Person(person) if is_there(person.name.as_deref()) => {
                Awaited::Person(person.user_id)
            }
            Content::LearningObject(object) if is_there(object.title(None)) => {
                Awaited::Object(object.lo_id)
            }
            _ => return Ok(None),
        };
        Ok(Some(Self { awaited, as_of: item.as_of }))
    }
}

fn is_there(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Which records the stream shall deliver again.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamResponse {
    /// The first that failed, or nothing: the stream goes back to it and delivers all from there.
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record that failed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFailure {
    /// Its sequence number.
    pub item_identifier: String,
}

impl StreamResponse {
    /// Goes back to the record with this sequence number, if there is one.
    pub fn back_to(sequence_number: Option<String>) -> Self {
        let failure = |item_identifier| ItemFailure { item_identifier };
        Self { batch_item_failures: sequence_number.map(failure).into_iter().collect() }
    }
}

#[cfg(test)]
pub(crate) mod tests;
