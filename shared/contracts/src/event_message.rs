//! The message on the events queue: one event.

use milepost_domain::{AccountId, Event, EventError, Origin, Time};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use strum::IntoStaticStr;

use crate::ascii::ascii_json;

/// Largest body of a message, in bytes. SQS would take more; a history row (400 KB with what it
/// says besides) and a transaction of ten of them would not.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// The version that we write.
const VERSION: u8 = 1;

/// One event on its way: as received, so that a newer parser can read it again.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventMessage {
    version: u8,
    /// Who says so.
    #[serde(default)]
    pub origin: Origin,
    /// The account.
    pub account_id: AccountId,
    /// When it was received.
    pub received_at: Time,
    /// The event as received.
    pub event: Box<RawValue>,
}

/// Why a message is none of ours.
#[derive(Debug, IntoStaticStr, thiserror::Error)]
#[strum(serialize_all = "snake_case")]
pub enum MessageError {
    /// Larger than [`MAX_MESSAGE_BYTES`].
    #[error("the event makes a message of {bytes} bytes, more than {MAX_MESSAGE_BYTES}")]
    TooLarge {
        /// The size.
        bytes: usize,
    },
    /// Not of this form.
    #[error("not an event message")]
    NotAMessage(#[source] serde_json::Error),
    /// Written by a newer version.
    #[error("an event message of version {0}, which is newer than this function")]
    NewerVersion(u8),
}

impl MessageError {
    /// The cause in one word, for quarantine and metrics.
    pub fn reason(&self) -> &'static str {
        self.into()
    }
}

impl EventMessage {
    /// A message of an event that was just received.
    pub fn new(event: &Event, raw: Box<RawValue>, received_at: impl Into<Time>) -> Self {
        Self {
            version: VERSION,
            origin: event.origin,
            account_id: event.account.clone(),
            received_at: received_at.into(),
            event: raw,
        }
    }

    /// The body to send: JSON in ASCII, since SQS refuses some characters.
    ///
    /// # Errors
    /// If it is too large.
    pub fn to_body(&self) -> Result<String, MessageError> {
        let json = serde_json::to_string(self).map_err(MessageError::NotAMessage)?;
        let body = ascii_json(json);
        let bytes = body.len();
        if bytes > MAX_MESSAGE_BYTES { Err(MessageError::TooLarge { bytes }) } else { Ok(body) }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// If it is none of ours.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        let message: Self = serde_json::from_str(body).map_err(MessageError::NotAMessage)?;
        if message.version > VERSION {
            return Err(MessageError::NewerVersion(message.version));
        }
        Ok(message)
    }

    /// Reads the event in it.
    ///
    /// # Errors
    /// If it cannot be read: a newer parser sent it, or somebody by hand.
    pub fn event(&self) -> Result<Event, EventError> {
        Event::parse(self.event.get(), &self.account_id, self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(raw: &str) -> EventMessage {
        EventMessage {
            version: VERSION,
            origin: Origin::Webhook,
            account_id: "1234".parse().unwrap(),
            received_at: "2026-11-23T12:00:00Z".parse().unwrap(),
            event: RawValue::from_string(raw.to_owned()).unwrap(),
        }
    }

    #[test]
    fn the_body_is_stable() {
        insta::assert_snapshot!(
            message(r#"{"eventName":"CI_STATS", "x":"é😀"}"#).to_body().unwrap(),
            @r#"{"version":1,"origin":"webhook","accountId":"1234","receivedAt":"2026-11-23T12:00:00.000Z","event":{"eventName":"CI_STATS", "x":"\u00e9\ud83d\ude00"}}"#
        );
    }

    #[test]
    fn a_message_over_the_limit_is_refused_at_the_byte() {
        let overhead = message(r#""""#).to_body().unwrap().len();
        let room = MAX_MESSAGE_BYTES - overhead;
        assert!(message(&format!("{:?}", "x".repeat(room))).to_body().is_ok());
        let refused = message(&format!("{:?}", "x".repeat(room + 1))).to_body();
        assert!(
            matches!(refused, Err(MessageError::TooLarge { bytes }) if bytes == MAX_MESSAGE_BYTES + 1)
        );
    }

    #[test]
    fn a_newer_version_is_left_for_a_newer_function() {
        let body = message("{}").to_body().unwrap().replace(r#""version":1"#, r#""version":2"#);
        assert!(matches!(EventMessage::from_body(&body), Err(MessageError::NewerVersion(2))));
    }

    proptest! {
        #[test]
        fn any_text_survives_the_queue_in_ascii(text in any::<String>()) {
            let raw = serde_json::to_string(&text).unwrap();
            let body = message(&raw).to_body().unwrap();
            prop_assert!(body.is_ascii());
            let read = EventMessage::from_body(&body).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(read.event.get()).unwrap(), text);
        }
    }
}
