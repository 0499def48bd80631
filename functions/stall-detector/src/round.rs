//! How far a sweep is: what the state machine hands from one invocation to the next.

use milepost_contracts::ACTIVE_SHARDS;
use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::SweepError;
use crate::index::From;

/// A shard that is not done.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cursor {
    /// Which one.
    pub shard: String,
    /// The last entry that was dealt with; from the start without.
    pub from: Option<From>,
}

/// A sweep, begun or on its way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Round {
    /// Who has had no activity since before then has stalled. The same for the whole sweep.
    pub cutoff: Time,
    /// The shards that are not done.
    pub shards: Vec<Cursor>,
    /// The enrollments found until now.
    pub found: usize,
    /// The events sent until now.
    pub sent: usize,
}

impl Round {
    /// A sweep that begins now, for enrollments without activity for so many days.
    pub fn begin(now: Time, days: u16) -> Self {
        let shards =
            (0..ACTIVE_SHARDS).map(|shard| Cursor { shard: format!("{shard:02}"), from: None });
        let cutoff = now.plus_minutes(-i64::from(days) * 24 * 60);
        Self { cutoff, shards: shards.collect(), found: 0, sent: 0 }
    }

    /// What the invocation was given: an answer of the one before, or anything that begins one.
    ///
    /// # Errors
    /// [`SweepError::NotARound`] if it looks like an answer, and is none: to begin anew would hide
    /// that the sweep never ends.
    pub fn read(input: serde_json::Value, now: Time, days: u16) -> Result<Self, SweepError> {
        if input.get("shards").is_none() {
            return Ok(Self::begin(now, days));
        }
        serde_json::from_value(input).map_err(|_| SweepError::NotARound)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sweep_begins_with_all_shards_and_goes_on_with_what_is_left() {
        let now = "2026-11-24T05:00:00Z".parse().unwrap();
        let begun = Round::read(json!({"source": "schedule"}), now, 14).unwrap();
        assert_eq!(begun.cutoff.to_string(), "2026-11-10T05:00:00.000Z");
        assert_eq!(begun.shards.len(), 64);
        assert_eq!(begun.shards[63], Cursor { shard: "63".to_owned(), from: None });
        let mut left = begun;
        left.shards.truncate(1);
        let from = |text: &str| text.to_owned();
        left.shards[0].from =
            Some(From { pk: from("p"), sk: from("s"), last_activity_at: from("t") });
        let given = serde_json::to_value(&left).unwrap();
        // Another day, the same cutoff.
        let later = "2026-11-25T05:00:00Z".parse().unwrap();
        assert_eq!(Round::read(given, later, 7), Ok(left));
        assert_eq!(Round::read(json!({"shards": 7}), later, 7), Err(SweepError::NotARound));
    }

    #[test]
    fn what_is_handed_on_fits_into_a_state() {
        let mut round = Round::begin("2026-11-24T05:00:00Z".parse().unwrap(), 14);
        // The longest keys that there can be: ids of 256 bytes, each escaped.
        let long = |bytes: usize| "%".repeat(bytes);
        for cursor in &mut round.shards {
            let last_activity_at = "2026-11-24T05:00:00.000Z".to_owned();
            cursor.from = Some(From { pk: long(773), sk: long(865), last_activity_at });
        }
        // AWS Step Functions developer guide, "Quotas": 256 KiB.
        assert!(serde_json::to_vec(&round).unwrap().len() < 256 * 1024);
    }
}
