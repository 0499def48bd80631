//! Keys in base64url: 43 characters instead of 64 digits.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use serde_with::{DeserializeAs, SerializeAs};

use super::EventKey;

/// Writes an [`EventKey`] in base64url, for `serde_as`. Reads hexadecimal digits as well, which
/// older items hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short;

impl SerializeAs<EventKey> for Short {
    fn serialize_as<S: Serializer>(key: &EventKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(key.0))
    }
}

impl<'de> DeserializeAs<'de, EventKey> for Short {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<EventKey, D::Error> {
        deserializer.deserialize_str(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = EventKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("32 bytes in base64url or hexadecimal digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<EventKey, E> {
        let mut bytes = [0; 32];
        match BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(32) => Ok(EventKey(bytes)),
            _ => text.parse().map_err(E::custom),
        }
    }
}
