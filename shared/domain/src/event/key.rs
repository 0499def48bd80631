//! The key of an event.

mod short;

use std::fmt;
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};
use sha2::{Digest, Sha256};

use super::Event;
use crate::Digits;

pub(crate) use short::Short;

/// SHA-256 of an event's normalised content: what identifies the event everywhere.
///
/// ALM reuses event ids, so an id alone identifies nothing. Written as 64 hexadecimal digits.
#[derive(
    Clone, Copy, DeserializeFromStr, Eq, Hash, Ord, PartialEq, PartialOrd, SerializeDisplay,
)]
pub struct EventKey([u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an event key")]
pub struct NotAKey;

impl EventKey {
    /// The key of an event. The time of receipt has no part in it: a second delivery is the
    /// same event.
    pub(super) fn of(event: &Event) -> Self {
        let content = (
            "milepost.event.v1",
            event.account.as_str(),
            &event.name,
            &event.id,
            event.occurred_at,
            &event.user,
            &event.lo,
            &event.lo_instance,
            &event.details,
        );
        // Cannot fail: texts, numbers and options of them, written to memory.
        let canonical = serde_json::to_vec(&content).unwrap_or_default();
        Self(Sha256::digest(canonical).into())
    }

    /// A key made of given bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Digits::of(&self.0).as_str())
    }
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.8}", hex::encode(self.0))
    }
}

impl FromStr for EventKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAKey)?;
        Ok(Self(bytes))
    }
}
