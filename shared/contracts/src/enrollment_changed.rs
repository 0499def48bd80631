//! What `progress` publishes: an event changed an enrollment.

use milepost_domain::{
    AccountId, Applied, Change, Event, LoId, LoInstanceId, LoType, RecordKey, State, Time, UserId,
    Via,
};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;

use crate::{About, CloudEvent, FilterAttributes};

/// The `type` of the message.
pub const ENROLLMENT_CHANGED: &str = "milepost.enrollment.changed.v1";

/// The `source` of what `progress` publishes.
pub(crate) const SOURCE: &str = "/milepost/progress";

/// What one event changed, and how the enrollment looks now.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrollmentChanged {
    /// The account.
    pub account_id: AccountId,
    /// The learner.
    pub user_id: UserId,
    /// The learning object, if an event named it or the instance does.
    pub lo_id: Option<LoId>,
    /// The instance.
    pub lo_instance_id: LoInstanceId,
    /// Its type.
    pub lo_type: Option<LoType>,
    /// The name of the event that brought the change.
    pub event_name: String,
    /// The record's version with the change in it: orders the messages of one record.
    pub version: u64,
    /// The number of the learner's try.
    pub attempt: usize,
    /// Where the learner stood.
    pub state_from: State,
    /// Where the learner stands.
    pub state_to: State,
    /// Whole percents.
    pub progress_percent: u8,
    /// How the learner came to be enrolled.
    pub source: Option<String>,
    /// The score, if known.
    pub score: Option<Number>,
    /// Whether passed, if known.
    pub has_passed: Option<bool>,
    /// How the completion came about.
    pub via: Option<Via>,
    /// When it happened: the day of the completion or enrollment, if the event names it.
    pub occurred_at: Time,
    /// What changed; never empty.
    pub changes: Vec<Change>,
}

impl EnrollmentChanged {
    /// What an event changed, if others need to know.
    pub fn of(record: &RecordKey, event: &Event, applied: &Applied, version: u64) -> Option<Self> {
        let Applied { enrollment, at, before, after, changes, .. } = applied;
        (!changes.is_empty()).then(|| Self {
            account_id: record.account_id.clone(),
            user_id: record.user_id.clone(),
            lo_id: enrollment.facts.lo_of(&record.lo_instance_id),
            lo_instance_id: record.lo_instance_id.clone(),
            lo_type: enrollment.facts.lo_type.clone(),
            event_name: event.name.clone(),
            version,
            attempt: after.attempt,
            state_from: before.state,
            state_to: after.state,
            progress_percent: after.progress_percent,
            source: after.source.clone(),
            score: after.score.clone(),
            has_passed: after.has_passed,
            via: after.via,
            occurred_at: *at,
            changes: changes.clone(),
        })
    }

    /// The record that it is about.
    pub fn record_key(&self) -> RecordKey {
        RecordKey {
            account_id: self.account_id.clone(),
            user_id: self.user_id.clone(),
            lo_instance_id: self.lo_instance_id.clone(),
        }
    }

    /// Whose enrollment it is about.
    pub fn about(&self) -> About {
        About {
            account_id: self.account_id.clone(),
            user_id: self.user_id.clone(),
            lo_id: self.lo_id.clone(),
            lo_instance_id: self.lo_instance_id.clone(),
            lo_type: self.lo_type.clone(),
        }
    }

    /// What subscriptions can filter by.
    pub fn filter_attributes(&self) -> FilterAttributes {
        let mut changes = Vec::new();
        for name in self.changes.iter().map(Change::name) {
            if !changes.contains(&name) {
                changes.push(name);
            }
        }
        FilterAttributes::new(changes, &self.account_id, self.lo_type.as_ref())
    }

    /// The message to publish; `event_key` is its id.
    pub fn into_cloud_event(self, event_key: String) -> CloudEvent<Self> {
        let (subject, time) = (self.record_key().to_string(), self.occurred_at);
        CloudEvent::new(ENROLLMENT_CHANGED, SOURCE, event_key, subject, time, self)
    }
}
