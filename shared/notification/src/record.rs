//! One notification, and what became of it.

use std::fmt;
use std::str::FromStr;

use milepost_contracts::About;
use milepost_domain::{Digits, EventKey, Time, UserId};
use serde::{Deserialize, Serialize};
use serde_with::{DeserializeFromStr, SerializeDisplay, skip_serializing_none};
use sha2::{Digest as _, Sha256};
use strum::IntoStaticStr;

use crate::news::Details;
use crate::{Audience, Channel, Notice, Reason, Severity, Trigger};

/// What identifies a notification everywhere: SHA-256 of who is told, by which rule, on which
/// channel and what caused it, so that the same is never told twice. 64 hexadecimal digits.
#[derive(
    Clone, Copy, DeserializeFromStr, Eq, Hash, Ord, PartialEq, PartialOrd, SerializeDisplay,
)]
pub struct NotificationId([u8; 32]);

/// A text that is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the id of a notification")]
pub struct NotAnId;

/// How far a notification is.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, IntoStaticStr, PartialEq, Serialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Written down, not yet handed over: it waits, or somebody died.
    #[default]
    Pending,
    /// Handed over to the channel.
    Published,
    /// The provider has taken it.
    Sent,
    /// It will not be sent, or it came back.
    Failed,
}

/// A notification to one recipient on one channel.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// What it is called.
    pub id: NotificationId,
    /// Whose enrollment it is about.
    #[serde(flatten)]
    pub about: About,
    /// The rule.
    pub rule: String,
    /// What the rule was for.
    pub trigger: Trigger,
    /// What caused it: the key of the event, or what else makes it once.
    pub cause: String,
    /// The event that it goes back to, for the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_key: Option<EventKey>,
    /// When that happened.
    pub occurred_at: Time,
    /// Who is told.
    pub audience: Audience,
    /// Which member of a team, counted from 0.
    pub member: Option<usize>,
    /// Who that is, once known.
    pub recipient_id: Option<UserId>,
    /// On what way.
    pub channel: Channel,
    /// How much it matters.
    pub severity: Severity,
    /// In the words of which template.
    pub template: String,
    /// What is told.
    pub details: Details,
    /// How far it is.
    pub status: Status,
    /// Why it waits or has failed, if so; why it was not taken the last time.
    pub reason: Option<Reason>,
    /// How often it was tried to hand it over or to deliver it.
    #[serde(default)]
    pub tries: u32,
    /// When it was written down.
    pub created_at: Time,
    /// When to pick it up again, while it is pending.
    pub due_at: Option<Time>,
    /// When it was handed over to the channel.
    pub published_at: Option<Time>,
    /// Until when somebody is delivering it.
    pub claimed_until: Option<Time>,
    /// When the provider took it.
    pub sent_at: Option<Time>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// When it failed for good.
    pub failed_at: Option<Time>,
}

impl NotificationId {
    /// The id of a notice to a member of a team, or to the one person that the audience is.
    pub fn of(notice: &Notice, member: Option<usize>) -> Self {
        let about = &notice.news.about;
        let content = (
            "milepost.notification.v1",
            (&about.account_id, &about.user_id, &about.lo_instance_id),
            (&notice.audience, member, notice.channel),
            &notice.rule,
            &notice.news.cause,
        );
        // Cannot fail: texts and numbers, written to memory.
        let canonical = serde_json::to_vec(&content).unwrap_or_default();
        Self(Sha256::digest(canonical).into())
    }
}

impl Notification {
    /// A notification that was just decided on.
    pub fn new(notice: &Notice, member: Option<usize>, now: Time) -> Self {
        let notice = notice.clone();
        Self {
            id: NotificationId::of(&notice, member),
            about: notice.news.about,
            rule: notice.rule,
            trigger: notice.news.trigger,
            cause: notice.news.cause,
            event_key: notice.news.event_key,
            occurred_at: notice.news.at,
            audience: notice.audience,
            member,
            recipient_id: None,
            channel: notice.channel,
            severity: notice.severity,
            template: notice.template,
            details: notice.news.details,
            status: Status::Pending,
            reason: None,
            tries: 0,
            created_at: now,
            due_at: None,
            published_at: None,
            claimed_until: None,
            sent_at: None,
            provider_id: None,
            failed_at: None,
        }
    }
}

impl Status {
    /// As in the table.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for NotificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Digits::of(&self.0).as_str())
    }
}

impl fmt::Debug for NotificationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:.8}")
    }
}

impl FromStr for NotificationId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnId)?;
        Ok(Self(bytes))
    }
}
