//! An item of the history table: audit trail, outbox and source of replays in one.

use milepost_domain::{
    AccountId, Applied, Change, Decision, Event, EventKey, LoId, LoInstanceId, Origin, State, Time,
    UserId,
};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{EventMessage, history_key};

/// One event, and what became of it.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// The event.
    pub event_key: EventKey,
    /// The account.
    pub account_id: AccountId,
    /// The learner, if it is about one.
    pub user_id: Option<UserId>,
    /// The learning object, if it names one.
    pub lo_id: Option<LoId>,
    /// The instance, if it names one.
    pub lo_instance_id: Option<LoInstanceId>,
    /// ALM's id of the event, which it may use again.
    pub event_id: Option<String>,
    /// The event's name as sent.
    pub event_name: String,
    /// What the name was taken to mean.
    pub kind: String,
    /// Who said so.
    pub origin: Origin,
    /// When it happened, if it says.
    pub occurred_at: Option<Time>,
    /// When it was received.
    pub received_at: Time,
    /// When it was worked in.
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
    /// The message that was published, to be published again word for word.
    pub message: Option<String>,
    /// The event as received, in ASCII JSON.
    pub event: String,
    /// When `DynamoDB` may delete the row, in seconds since the epoch.
    pub expires_at: i64,
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
    /// The row of an event with this key.
    pub fn new(
        event: &Event,
        event_key: EventKey,
        message: &EventMessage,
        outcome: Outcome<'_>,
        published: Option<String>,
    ) -> Self {
        let key = history_key(event, event_key);
        let Outcome { decision, applied, processed_at, retention_days } = outcome;
        Self {
            pk: key.pk,
            sk: key.sk,
            event_key,
            account_id: event.account.clone(),
            user_id: event.user.clone(),
            lo_id: event.lo.clone(),
            lo_instance_id: event.lo_instance.clone(),
            event_id: event.id.clone(),
            event_name: event.name.clone(),
            kind: event.kind.as_str().to_owned(),
            origin: event.origin,
            occurred_at: event.occurred_at,
            received_at: message.received_at,
            processed_at,
            decision: decision.as_str().to_owned(),
            reason: decision.reason().map(|reason| reason.as_str().to_owned()),
            state_from: applied.map(|applied| applied.before.state),
            state_to: applied.map(|applied| applied.after.state),
            changes: applied.map(|applied| applied.changes.clone()).unwrap_or_default(),
            message: published,
            event: message.event.get().to_owned(),
            expires_at: processed_at.as_seconds() + i64::from(retention_days) * 86_400,
        }
    }
}
