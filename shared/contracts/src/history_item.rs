//! An item of the history table: audit trail, outbox and source of replays in one.
//!
//! `DynamoDB` bills a transaction by started kilobytes, twice. What an item says is therefore said
//! once: the event's key is in the sort key, its id in the event, and the message that was
//! published is made again from the rest.

mod key;
mod published;

use milepost_domain::{
    AccountId, Applied, Change, Decision, Event, EventError, EventKey, EventKind, LoId,
    LoInstanceId, Millis, Origin, State, Time, UserId,
};
use serde::{Deserialize, Serialize};
use serde_with::{serde_as, skip_serializing_none};

use crate::{CatalogChanged, EnrollmentChanged, EventMessage, Transition, history_key};

pub use key::HistoryKey;
pub use published::Published;

/// One event, and what became of it.
#[serde_as]
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
    /// Partition and sort key.
    #[serde(flatten)]
    pub key: HistoryKey,
    /// The account.
    pub account_id: AccountId,
    /// The learner, if it is about one.
    pub user_id: Option<UserId>,
    /// The learning object, if this or an earlier event of the record named it.
    pub lo_id: Option<LoId>,
    /// The instance, if it names one.
    pub lo_instance_id: Option<LoInstanceId>,
    /// The event's name as sent.
    pub event_name: String,
    /// What the name was taken to mean.
    pub kind: String,
    /// Who said so.
    #[serde(default, skip_serializing_if = "is_webhook")]
    pub origin: Origin,
    /// When it happened, if it says. Rows of older releases say when ALM told of it.
    pub occurred_at: Option<Time>,
    /// When it was received.
    #[serde_as(as = "Millis")]
    pub received_at: Time,
    /// When it was worked in.
    #[serde_as(as = "Millis")]
    pub processed_at: Time,
    /// `applied` or `ignored`.
    pub decision: String,
    /// Why it was ignored.
    pub reason: Option<String>,
    /// Where the learner stood.
    pub state_from: Option<State>,
    /// Where the learner stood then.
    pub state_to: Option<State>,
    /// What it changed.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// What else was published of the enrollment, if anything was.
    #[serde(flatten)]
    pub published: Option<Published>,
    /// The event as received, in ASCII JSON.
    pub event: String,
    /// When `DynamoDB` may delete the row, in seconds since the epoch.
    pub expires_at: i64,
}

/// What nearly every row would say.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_webhook(origin: &Origin) -> bool {
    *origin == Origin::Webhook
}

/// What became of an event.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// Applied, or why not.
    pub decision: Decision,
    /// For a learner's event: what it did to the enrollment.
    pub applied: Option<&'a Applied>,
    /// When it was worked in.
    pub processed_at: Time,
    /// How long the row is kept, in days.
    pub retention_days: u32,
}

impl HistoryItem {
    /// The row of an event with this key, and of what it changed in an enrollment, if it did.
    pub fn new(
        event: &Event,
        event_key: EventKey,
        message: &EventMessage,
        outcome: Outcome<'_>,
        changed: Option<&EnrollmentChanged>,
    ) -> Self {
        let Outcome { decision, applied, processed_at, retention_days } = outcome;
        let known = changed.and_then(|changed| changed.lo_id.as_ref());
        Self {
            key: HistoryKey::new(history_key(event, event_key), event_key),
            account_id: event.account.clone(),
            user_id: event.user.clone(),
            lo_id: known.or(event.lo.as_ref()).cloned(),
            lo_instance_id: event.lo_instance.clone(),
            event_name: event.name.clone(),
            kind: event.kind.as_str().to_owned(),
            origin: event.origin,
            occurred_at: applied.map_or(event.occurred_at, |applied| {
                Some(applied.at).filter(|at| *at != message.received_at)
            }),
            received_at: message.received_at,
            processed_at,
            decision: decision.as_str().to_owned(),
            reason: decision.reason().map(|reason| reason.as_str().to_owned()),
            state_from: applied.map(|applied| applied.before.state),
            state_to: applied.map(|applied| applied.after.state),
            changes: applied.map(|applied| applied.changes.clone()).unwrap_or_default(),
            published: changed.map(Published::of),
            event: message.event.get().to_owned(),
            expires_at: processed_at.as_seconds() + i64::from(retention_days) * 86_400,
        }
    }

    /// ALM's id of the event, which it may use again.
    pub fn event_id(&self) -> Option<String> {
        self.parsed().ok()?.id
    }

    /// The message that the event caused, if it caused one: the same each time.
    ///
    /// # Errors
    /// If the event cannot be read: a newer parser did.
    pub fn transition(&self) -> Result<Option<Transition>, EventError> {
        let id = self.key.event_key.to_string();
        if self.published.is_some() {
            let changed = self.enrollment_changed();
            return Ok(changed.map(|it| Transition::Enrollment(it.into_cloud_event(id))));
        }
        let catalog = [EventKind::CatalogChanged, EventKind::SeatsChanged];
        if !catalog.iter().any(|kind| kind.as_str() == self.kind) {
            return Ok(None);
        }
        let event = self.parsed()?;
        let occurred_at = event.occurred_at.unwrap_or(self.received_at);
        let changed = CatalogChanged::of(&event, &self.event, occurred_at);
        Ok(changed.map(|it| Transition::Catalog(it.into_cloud_event(id))))
    }

    fn parsed(&self) -> Result<Event, EventError> {
        Event::parse(&self.event, &self.account_id, self.origin)
    }

    fn enrollment_changed(&self) -> Option<EnrollmentChanged> {
        let Published {
            version,
            attempt,
            progress_percent,
            lo_type,
            source,
            score,
            has_passed,
            via,
        } = self.published.clone()?;
        Some(EnrollmentChanged {
            account_id: self.account_id.clone(),
            user_id: self.user_id.clone()?,
            lo_id: self.lo_id.clone(),
            lo_instance_id: self.lo_instance_id.clone()?,
            lo_type,
            event_name: self.event_name.clone(),
            version,
            attempt,
            state_from: self.state_from?,
            state_to: self.state_to?,
            progress_percent,
            source,
            score,
            has_passed,
            via,
            occurred_at: self.occurred_at.unwrap_or(self.received_at),
            changes: self.changes.clone(),
        })
    }
}
