//! The envelope of every message on our topics.

use milepost_domain::Time;
use serde::{Deserialize, Serialize};

use crate::ascii::ascii_json;

/// A `CloudEvents` 1.0 event in structured JSON.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CloudEvent<T> {
    /// Always `1.0`.
    pub specversion: String,
    /// With `source` unique: the key of the event that caused this message.
    pub id: String,
    /// The part of Milepost that publishes.
    pub source: String,
    /// What kind of message it is, with its version.
    #[serde(rename = "type")]
    pub kind: String,
    /// The record that it is about.
    pub subject: String,
    /// When it happened.
    pub time: Time,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// What happened.
    pub data: T,
}

impl<T> CloudEvent<T> {
    /// An event of this kind.
    pub fn new(kind: &str, source: &str, id: String, subject: String, time: Time, data: T) -> Self {
        Self {
            specversion: "1.0".to_owned(),
            id,
            source: source.to_owned(),
            kind: kind.to_owned(),
            subject,
            time,
            datacontenttype: "application/json".to_owned(),
            data,
        }
    }
}

impl<T: Serialize> CloudEvent<T> {
    /// The body to publish: JSON in ASCII.
    ///
    /// # Errors
    /// If the data cannot be written as JSON.
    pub fn to_body(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(ascii_json)
    }
}
