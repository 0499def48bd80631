//! Times as milliseconds since the epoch: a third of the bytes of a text.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use serde_with::{DeserializeAs, SerializeAs};

use crate::Time;

/// Writes a [`Time`] as a number, for `serde_as`. Reads a text as well, which older items hold.
#[derive(Clone, Copy, Debug)]
pub struct Millis;

impl SerializeAs<Time> for Millis {
    fn serialize_as<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.as_millis())
    }
}

impl<'de> DeserializeAs<'de, Time> for Millis {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("milliseconds since the epoch, or a time in ISO-8601")
    }

    fn visit_i64<E: Error>(self, millis: i64) -> Result<Time, E> {
        Time::from_millis(millis).ok_or_else(|| E::custom("beyond the calendar"))
    }

    fn visit_u64<E: Error>(self, millis: u64) -> Result<Time, E> {
        self.visit_i64(i64::try_from(millis).map_err(E::custom)?)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        text.parse().map_err(E::custom)
    }
}
