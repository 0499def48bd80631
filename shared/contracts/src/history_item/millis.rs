//! Times as milliseconds since the epoch: a third of the bytes of a text.

use milepost_domain::Time;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(time.as_millis())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let millis = i64::deserialize(deserializer)?;
    Time::from_millis(millis).ok_or_else(|| D::Error::custom("beyond the calendar"))
}
