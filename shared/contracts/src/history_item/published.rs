//! What a message says of an enrollment beside what the row of its event says anyway.

use milepost_domain::{LoType, Via};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;

use crate::EnrollmentChanged;

/// The enrollment as it was published.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Published {
    /// The record's version with the change in it.
    pub version: u64,
    /// The number of the learner's try.
    pub attempt: usize,
    /// Whole percents.
    pub progress_percent: u8,
    /// The type of the learning object, if known.
    pub lo_type: Option<LoType>,
    /// How the learner came to be enrolled, if known.
    pub source: Option<String>,
    /// The score, if known.
    pub score: Option<Number>,
    /// Whether passed, if known.
    pub has_passed: Option<bool>,
    /// How the completion came about, if completed.
    pub via: Option<Via>,
}

impl Published {
    pub(super) fn of(changed: &EnrollmentChanged) -> Self {
        Self {
            version: changed.version,
            attempt: changed.attempt,
            progress_percent: changed.progress_percent,
            lo_type: changed.lo_type.clone(),
            source: changed.source.clone(),
            score: changed.score.clone(),
            has_passed: changed.has_passed,
            via: changed.via,
        }
    }
}
