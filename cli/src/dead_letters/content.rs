//! What is in a letter, told from its body alone.

use std::panic::catch_unwind;

use milepost_contracts::{
    CloudEvent, EventMessage, ItemKey, MessageError, enrollment_key, history_key,
};
use milepost_domain::{Event, Origin};
use serde_json::Value;

use super::letter::Letter;
use super::reason::Reason;

/// What is in a letter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Content {
    /// An event.
    Event(Box<EventContent>),
    /// A message of a topic.
    Change { kind: String, id: String, subject: String },
    /// Neither; the second is the cause in a word.
    Broken(Reason, &'static str),
}

/// An event that could be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct EventContent {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) origin: Origin,
    /// The record, or what else it belongs to.
    pub(crate) subject: String,
    /// Where its history row lies, if it was worked in.
    pub(crate) row: ItemKey,
    /// Where the record lies that it changes.
    pub(crate) record: Option<ItemKey>,
}

impl Content {
    /// Reads an event, as `progress` does.
    pub(crate) fn of_event(letter: &Letter) -> Self {
        let panicked = Self::Broken(Reason::Unparsable, "parser_panic");
        catch_unwind(|| Self::parse(&letter.body)).unwrap_or(panicked)
    }

    fn parse(body: &str) -> Self {
        let message = match EventMessage::from_body(body) {
            Ok(message) => message,
            Err(MessageError::NewerVersion(_)) => {
                return Self::Broken(Reason::Unreadable, "newer_version");
            }
            Err(_) => return Self::Broken(Reason::Unreadable, "not_a_message"),
        };
        match message.event() {
            Ok(event) => Self::Event(Box::new(EventContent::of(&event))),
            Err(error) => Self::Broken(Reason::Unparsable, error.reason()),
        }
    }

    /// Reads a message of a topic.
    pub(crate) fn of_change(letter: &Letter) -> Self {
        match serde_json::from_str::<CloudEvent<Value>>(&letter.body) {
            Ok(event) => Self::Change { kind: event.kind, id: event.id, subject: event.subject },
            Err(_) => Self::Broken(Reason::Unreadable, "not_a_cloud_event"),
        }
    }

    /// The key of the event in it, or of the event that caused it.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Event(event) => Some(&event.key),
            Self::Change { id, .. } => Some(id),
            Self::Broken(..) => None,
        }
    }

    /// The event's name, or the message's type.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Event(event) => Some(&event.name),
            Self::Change { kind, .. } => Some(kind),
            Self::Broken(..) => None,
        }
    }

    /// What it is about.
    pub(crate) fn subject(&self) -> Option<&str> {
        match self {
            Self::Event(event) => Some(&event.subject),
            Self::Change { subject, .. } => Some(subject),
            Self::Broken(..) => None,
        }
    }
}

impl EventContent {
    fn of(event: &Event) -> Self {
        let key = event.key();
        let record = event.record_key();
        let subject =
            record.as_ref().map_or_else(|| event.scope().to_string(), ToString::to_string);
        Self {
            key: key.to_string(),
            name: event.name.clone(),
            origin: event.origin,
            subject,
            row: history_key(event, key),
            record: record
                .filter(|_| event.kind.is_about_enrollment())
                .as_ref()
                .map(enrollment_key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(body: &str) -> Letter {
        Letter { body: body.to_owned(), ..Letter::default() }
    }

    fn message(version: u8, event: &str) -> Letter {
        letter(&format!(
            r#"{{"version":{version},"accountId":"1","receivedAt":"2026-11-23T08:00:00Z","event":{event}}}"#
        ))
    }

    const EVENT: &str = r#"{"eventName":"LEARNER_PROGRESS","timestamp":1763900000000,"data":{"userId":"7","loInstanceId":"course:1_2"}}"#;

    #[test]
    fn an_event_names_its_record_and_rows() {
        let content = Content::of_event(&message(1, EVENT));
        assert_eq!(content.name(), Some("LEARNER_PROGRESS"));
        assert_eq!(content.subject(), Some("1#7#course:1_2"));
        let Content::Event(event) = &content else { panic!("{content:?}") };
        assert_eq!(event.row.pk, "user#7");
        assert!(event.row.sk.ends_with(&event.key));
        assert_eq!(event.record.as_ref().unwrap().sk, "1#course:1_2");
    }

    #[test]
    fn an_event_without_a_learner_belongs_to_its_object_and_changes_no_record() {
        let event = r#"{"eventName":"CI_STATS","timestamp":1763900000000,"data":{"loInstanceId":"course:1_2"}}"#;
        let content = Content::of_event(&message(1, event));
        assert_eq!(content.subject(), Some("object#1#course:1_2#2025-11-23"));
        assert!(matches!(content, Content::Event(event) if event.record.is_none()));
    }

    #[test]
    fn what_is_broken_says_how() {
        let broken = |letter: &Letter| match Content::of_event(letter) {
            Content::Broken(reason, word) => (reason, word),
            content => panic!("{content:?}"),
        };
        assert_eq!(broken(&letter("hello")), (Reason::Unreadable, "not_a_message"));
        assert_eq!(broken(&message(2, EVENT)), (Reason::Unreadable, "newer_version"));
        assert_eq!(broken(&message(1, "[]")), (Reason::Unparsable, "event_not_an_object"));
    }

    #[test]
    fn of_another_queue_it_is_a_message_of_a_topic() {
        let body = r#"{"specversion":"1.0","id":"k","source":"/s","type":"t.v1","subject":"1#7#x","time":"2026-11-23T08:00:00Z","datacontenttype":"application/json","data":{}}"#;
        let content = Content::of_change(&letter(body));
        assert_eq!(
            (content.key(), content.name(), content.subject()),
            (Some("k"), Some("t.v1"), Some("1#7#x"))
        );
        assert_eq!(
            Content::of_change(&letter("{}")),
            Content::Broken(Reason::Unreadable, "not_a_cloud_event")
        );
    }
}
