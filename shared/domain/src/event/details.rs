//! What an event says besides who, where and when.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_json_borrow::ObjectAsVec as Object;
use serde_with::skip_serializing_none;
use sha2::{Digest, Sha256};

use super::fields;
use crate::Time;

/// What an event says besides who, where and when. A field that cannot be read is absent: the
/// raw event is kept, so a newer parser can read it again.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// `enrollmentSource`: how the learner came to be enrolled.
    pub source: Option<String>,
    /// `dateEnrolled`
    pub enrolled_at: Option<Time>,
    /// `dateStarted`
    pub started_at: Option<Time>,
    /// `dateCompleted`
    pub completed_at: Option<Time>,
    /// `dueDate`
    pub due_at: Option<Time>,
    /// `progressPercent`, whole percents from 0 to 100.
    pub percent: Option<u8>,
    /// `hasPassed`; absent if it was not sent. A completion with one that cannot be read is
    /// refused, see [`EventError::InvalidPassed`](super::EventError::InvalidPassed).
    pub has_passed: Option<bool>,
    /// `score`, in the units of the learning object.
    pub score: Option<Number>,
    /// `moduleId`
    pub module_id: Option<String>,
    /// `sourceLoId`: the learning object whose completion counts for this one.
    pub source_lo_id: Option<String>,
    /// `lastActivityAt`: the activity that the stall sweep saw last.
    pub last_activity_at: Option<Time>,
    /// SHA-256 of everything sent, for the kinds of which nothing is interpreted.
    pub fingerprint: Option<String>,
}

impl Details {
    /// Reads the fields that say something about an enrollment, all but `hasPassed`.
    pub(super) fn of_enrollment(data: &Object<'_>) -> Self {
        let time = |names: &[&str]| fields::first(data, names).and_then(Time::read);
        let text = |names: &[&str]| fields::first(data, names).and_then(fields::short_text);
        Self {
            source: text(&["enrollmentSource", "source"]),
            enrolled_at: time(&["dateEnrolled", "enrollmentDate"]),
            started_at: time(&["dateStarted"]),
            completed_at: time(&["dateCompleted"]),
            due_at: time(&["dueDate"]),
            percent: fields::first(data, &["progressPercent", "progress", "percentComplete"])
                .and_then(fields::percent),
            has_passed: None,
            score: fields::first(data, &["score"]).and_then(fields::score),
            module_id: text(&["moduleId"]),
            source_lo_id: text(&["sourceLoId"]),
            last_activity_at: time(&["lastActivityAt"]),
            fingerprint: None,
        }
    }

    /// What a fact of this time keeps: what a view shows, and no date that says the same.
    pub(crate) fn kept(&self, at: Time) -> Self {
        Self {
            source: self.source.clone(),
            enrolled_at: self.enrolled_at.filter(|date| *date != at),
            has_passed: self.has_passed,
            score: self.score.clone(),
            source_lo_id: self.source_lo_id.clone(),
            ..Self::default()
        }
    }

    /// For `skip_serializing_if`.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Nothing is interpreted; the fingerprint tells two such events apart.
    pub(super) fn uninterpreted(data: &Object<'_>) -> Self {
        let canonical = fields::canonical(&serde_json::Value::Object(data.into()));
        Self { fingerprint: Some(hex::encode(Sha256::digest(canonical))), ..Self::default() }
    }
}
