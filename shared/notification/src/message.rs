//! What goes to whoever delivers.

use milepost_contracts::CloudEvent;
use milepost_domain::{EventKey, Time, UserId};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{Audience, Channel, Notification, NotificationId, Severity};

/// The `type` of the messages on the topic `notifications`.
pub const NOTIFICATION_REQUESTED: &str = "milepost.notification.requested.v1";

/// The `type` of the message that has a pending notification picked up.
pub const NOTIFICATION_RESUMED: &str = "milepost.notification.resumed.v1";

const SOURCE: &str = "/milepost/notifications";

/// A notification with everything that delivering it takes. Personal data: `Debug` shows none.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationMessage {
    /// Which one; nothing of it is in the table if it is a sample.
    pub notification_id: NotificationId,
    /// Whether an operator asked for it, to try a channel.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_sample: bool,
    /// The event that it goes back to, for the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_key: Option<EventKey>,
    /// On what way.
    pub channel: Channel,
    /// Who is told.
    pub audience: Audience,
    /// How much it matters.
    pub severity: Severity,
    /// The rule.
    pub rule: String,
    /// Whom to deliver it to.
    pub recipient: Recipient,
    /// What to deliver.
    pub content: Content,
}

/// A pending notification is due.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resume {
    /// Which one.
    pub notification_id: NotificationId,
}

/// Whom to deliver it to.
#[skip_serializing_none]
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// Who that is, if ALM knows them.
    pub user_id: Option<UserId>,
    /// The e-mail address, or the phone number in E.164.
    pub address: String,
}

/// What to deliver.
#[skip_serializing_none]
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// The language that it is in, such as `de`.
    pub locale: String,
    /// What it is about, in a line; a short message has none.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// The same as HTML; a short message has none.
    pub html: Option<String>,
}

impl NotificationMessage {
    /// The message of a notification.
    pub fn of(notification: &Notification, recipient: Recipient, content: Content) -> Self {
        Self {
            notification_id: notification.id,
            is_sample: false,
            event_key: notification.event_key,
            channel: notification.channel,
            audience: notification.audience.clone(),
            severity: notification.severity,
            rule: notification.rule.clone(),
            recipient,
            content,
        }
    }

    /// What subscriptions can filter by, each a `String`.
    pub fn filter_attributes(&self) -> [(&'static str, &'static str); 3] {
        [
            ("channel", self.channel.as_str()),
            ("audience", self.audience.kind()),
            ("severity", self.severity.as_str()),
        ]
    }

    /// The message to publish.
    pub fn into_cloud_event(self, time: Time) -> CloudEvent<Self> {
        let id = self.notification_id.to_string();
        CloudEvent::new(NOTIFICATION_REQUESTED, SOURCE, id.clone(), id, time, self)
    }
}

impl Resume {
    /// The message to send. Due at another time it is another message.
    pub fn into_cloud_event(self, due_at: Time, now: Time) -> CloudEvent<Self> {
        let subject = self.notification_id.to_string();
        let id = format!("{subject}-{}", due_at.as_millis());
        CloudEvent::new(NOTIFICATION_RESUMED, "/milepost/pickup", id, subject, now, self)
    }
}

milepost_domain::redacted!(Recipient, Content);
