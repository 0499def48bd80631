//! The key of a row, which ends with the key of its event.

use milepost_domain::EventKey;
use serde::{Deserialize, Serialize};

use crate::ItemKey;

/// The key of a row of the history table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "ItemKey", into = "ItemKey")]
pub struct HistoryKey {
    /// The partition: the learner, or what the event is about and the day.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// The event's key, the last part of the sort key.
    pub event_key: EventKey,
}

/// Why a key is none of a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the sort key does not end with an event key")]
pub struct NoEventKey;

impl HistoryKey {
    pub(super) fn new(key: ItemKey, event_key: EventKey) -> Self {
        Self { pk: key.pk, sk: key.sk, event_key }
    }
}

impl TryFrom<ItemKey> for HistoryKey {
    type Error = NoEventKey;

    fn try_from(key: ItemKey) -> Result<Self, NoEventKey> {
        let last = key.sk.rsplit('#').next().unwrap_or_default();
        let event_key = last.parse().map_err(|_| NoEventKey)?;
        Ok(Self::new(key, event_key))
    }
}

impl From<HistoryKey> for ItemKey {
    fn from(key: HistoryKey) -> Self {
        Self { pk: key.pk, sk: key.sk }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_key_is_the_last_part_of_the_sort_key() {
        let of = |sk: String| HistoryKey::try_from(ItemKey { pk: "p".to_owned(), sk });
        let event_key: EventKey = "0a".repeat(32).parse().unwrap();
        for sk in [format!("1234#course:1_2#{event_key}"), event_key.to_string()] {
            assert_eq!(of(sk).unwrap().event_key, event_key);
        }
        assert_eq!(of("1234#course:1_2#budget".to_owned()), Err(NoEventKey));
    }
}
