//! What an event of Amazon SES means. Pure.
//!
//! Amazon SES developer guide, "Contents of event data that Amazon SES publishes to Amazon SNS";
//! without event publishing the member `eventType` is called `notificationType`.

use std::fmt;

use milepost_notification::{NotificationId, Reason};
use serde::Deserialize;

/// What SES publishes to a topic to see whether it may, as a plain text.
const GREETING: &str = "Successfully validated SNS topic";

/// What an event means. Personal data: `Debug` shows no address.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Feedback {
    /// Which notification the mail was, if it says so.
    pub notification: Option<NotificationId>,
    /// Why the notification has failed, if it has.
    pub failure: Option<Reason>,
    /// Why no more mail goes to these addresses.
    pub suppressed: Option<(Reason, Vec<String>)>,
}

/// A message that is no event of SES. The cause may quote it, so there is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an event of SES")]
pub struct NotAnEvent;

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "eventType", alias = "notificationType")]
    kind: String,
    #[serde(default)]
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Default, Deserialize)]
struct Mail {
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Tags {
    #[serde(default)]
    notification: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(default, rename = "bounceSubType")]
    sub_kind: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
    #[serde(default)]
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// What a message means; nothing, if it is of no consequence.
///
/// # Errors
/// If it is no event of SES.
pub fn read(body: &str) -> Result<Feedback, NotAnEvent> {
    if body.starts_with(GREETING) {
        return Ok(Feedback::default());
    }
    let event: Event = serde_json::from_str(body).map_err(|_| NotAnEvent)?;
    let tag = event.mail.tags.notification.first();
    let notification = tag.and_then(|id| id.parse().ok());
    let feedback = match event.kind.as_str() {
        "Bounce" => bounced(event.bounce.ok_or(NotAnEvent)?),
        "Complaint" => complained(event.complaint.ok_or(NotAnEvent)?),
        // Taken, then found to hold a virus: not sent.
        "Reject" => failed("Reject"),
        "Rendering Failure" => failed("RenderingFailure"),
        // Sent, delivered, delayed, opened: it may still come back.
        _ => Feedback::default(),
    };
    Ok(Feedback { notification, ..feedback })
}

fn bounced(bounce: Bounce) -> Feedback {
    let failure = Some(Reason::Bounced);
    match (bounce.kind.as_str(), bounce.sub_kind.as_str()) {
        ("Permanent", _) => {
            let suppressed = Some((Reason::Bounced, addresses(bounce.bounced_recipients)));
            Feedback { failure, suppressed, ..Feedback::default() }
        }
        // SES has given this mail up; the next one may arrive.
        (
            "Transient",
            "MailboxFull" | "MessageTooLarge" | "ContentRejected" | "AttachmentRejected",
        ) => Feedback { failure, ..Feedback::default() },
        // Transient and general is mostly the answer of somebody who is out of the office, and of
        // what is undetermined SES does not know either: the mail may well have arrived.
        _ => Feedback::default(),
    }
}

fn complained(complaint: Complaint) -> Feedback {
    // RFC 5965 and its registry: somebody took it out of the spam folder.
    if complaint.complaint_feedback_type.as_deref() == Some("not-spam") {
        return Feedback::default();
    }
    let suppressed = Some((Reason::Complained, addresses(complaint.complained_recipients)));
    Feedback { failure: Some(Reason::Complained), suppressed, ..Feedback::default() }
}

fn failed(code: &str) -> Feedback {
    let failure = Some(Reason::Rejected { code: code.to_owned() });
    Feedback { failure, ..Feedback::default() }
}

fn addresses(recipients: Vec<Recipient>) -> Vec<String> {
    recipients.into_iter().map(|it| it.email_address).collect()
}

impl fmt::Debug for Feedback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suppressed = self.suppressed.as_ref().map(|(reason, them)| (reason, them.len()));
        f.debug_struct("Feedback")
            .field("notification", &self.notification)
            .field("failure", &self.failure)
            .field("suppressed", &suppressed)
            .finish()
    }
}

#[cfg(test)]
pub(crate) mod tests;
