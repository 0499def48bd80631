//! A dead letter, and the message that it becomes when it is sent again.

use std::collections::HashMap;

use aws_sdk_sqs::types::MessageAttributeValue;
use jiff::Timestamp;
use milepost_contracts::Routed;
use uuid::Uuid;

/// How often a message was redriven.
const REDRIVES: &str = "milepostRedrives";
/// When it was redriven last, in milliseconds since the epoch.
const REDRIVEN_AT: &str = "milepostRedrivenAt";
/// SQS takes no more message attributes than this.
const MAX_ATTRIBUTES: usize = 10;

pub(crate) type Attributes = HashMap<String, MessageAttributeValue>;

/// A message as received from a dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Letter {
    pub(crate) message_id: String,
    /// Of its latest receipt.
    pub(crate) receipt: String,
    pub(crate) body: String,
    /// The message group, on a FIFO queue.
    pub(crate) group: Option<String>,
    /// On a FIFO queue when it was moved there, else when it was first sent.
    pub(crate) sent_at: Option<Timestamp>,
    pub(crate) receives: u32,
    pub(crate) attributes: Attributes,
}

impl Letter {
    /// How often it was redriven before.
    pub(crate) fn redrives(&self) -> u32 {
        self.number(REDRIVES).and_then(|number| number.try_into().ok()).unwrap_or(0)
    }

    /// When it was redriven last, in milliseconds since the epoch.
    pub(crate) fn redriven_at(&self) -> Option<i64> {
        self.number(REDRIVEN_AT)
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.attributes.get(name)?.string_value()?.parse().ok()
    }
}

/// A message to send to a queue: to that which a letter died of, or an event to the events queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) body: String,
    pub(crate) group: Option<String>,
    /// Always fresh: SQS answers success and drops a message whose id it saw within 5 minutes, so
    /// an id made from the message alone would lose a second redrive or replay.
    pub(crate) deduplication_id: Option<String>,
    pub(crate) attributes: Attributes,
}

impl Outgoing {
    /// The letter's body, group and attributes, and the count of its redrives.
    pub(crate) fn of(letter: &Letter, now: Timestamp) -> Self {
        let mut attributes = letter.attributes.clone();
        let redrives = i64::from(letter.redrives().saturating_add(1));
        for (name, value) in [(REDRIVES, redrives), (REDRIVEN_AT, now.as_millisecond())] {
            // The sender's own attributes go first.
            if attributes.len() < MAX_ATTRIBUTES || attributes.contains_key(name) {
                attributes.extend(number(value).map(|value| (name.to_owned(), value)));
            }
        }
        Self {
            body: letter.body.clone(),
            group: letter.group.clone(),
            deduplication_id: letter.group.as_ref().map(|_| fresh_id("redrive")),
            attributes,
        }
    }

    /// An event that was in quarantine.
    pub(crate) fn of_event(event: &Routed) -> Self {
        Self {
            body: event.body.clone(),
            group: Some(event.group_id.clone()),
            deduplication_id: Some(fresh_id("replay")),
            attributes: Attributes::new(),
        }
    }

    /// What SQS counts: the body, and names, types and values of the attributes.
    pub(crate) fn bytes(&self) -> usize {
        let attribute = |(name, value): (&String, &MessageAttributeValue)| {
            let binary = value.binary_value().map_or(0, |value| value.as_ref().len());
            let text = value.string_value().map_or(0, str::len);
            name.len() + value.data_type().len() + text + binary
        };
        self.body.len() + self.attributes.iter().map(attribute).sum::<usize>()
    }
}

fn fresh_id(purpose: &str) -> String {
    format!("{purpose}-{}", Uuid::new_v4())
}

fn number(value: i64) -> Option<MessageAttributeValue> {
    MessageAttributeValue::builder()
        .data_type("Number")
        .string_value(value.to_string())
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn text(value: &str) -> MessageAttributeValue {
        let builder = MessageAttributeValue::builder().data_type("String");
        builder.string_value(value).build().unwrap()
    }

    fn again(outgoing: Outgoing) -> Letter {
        let Outgoing { body, group, attributes, .. } = outgoing;
        Letter { body, group, attributes, ..Letter::default() }
    }

    #[test]
    fn a_redrive_keeps_what_was_sent_and_is_counted() {
        let letter = Letter {
            body: "{}".to_owned(),
            group: Some("g".to_owned()),
            attributes: HashMap::from([("lo_type".to_owned(), text("course"))]),
            ..Letter::default()
        };
        let now = Timestamp::from_millisecond(1_700_000_000_123).unwrap();
        let first = Outgoing::of(&letter, now);
        let second = Outgoing::of(&again(first.clone()), now);
        assert_ne!(first.deduplication_id, second.deduplication_id);
        assert_ne!(first.deduplication_id, Outgoing::of(&letter, now).deduplication_id);
        assert_eq!(first.bytes(), 2 + 7 + 6 + 6 + (16 + 6 + 1) + (18 + 6 + 13));
        let letter = again(second);
        assert_eq!((letter.body.as_str(), letter.group.as_deref()), ("{}", Some("g")));
        assert_eq!(letter.attributes["lo_type"], text("course"));
        assert_eq!((letter.redrives(), letter.redriven_at()), (2, Some(1_700_000_000_123)));
    }

    #[test]
    fn a_standard_queue_has_no_deduplication() {
        let outgoing = Outgoing::of(&Letter::default(), Timestamp::UNIX_EPOCH);
        assert_eq!((outgoing.group, outgoing.deduplication_id), (None, None));
    }

    #[test]
    fn a_replay_never_has_the_same_id_twice() {
        let event = Routed {
            key: milepost_domain::EventKey::from_bytes([7; 32]),
            group_id: "g".to_owned(),
            body: "{}".to_owned(),
            record: None,
        };
        let sent: Vec<Outgoing> = (0..1_000).map(|_| Outgoing::of_event(&event)).collect();
        let ids: HashSet<_> = sent.iter().map(|one| one.deduplication_id.clone()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(sent[0].deduplication_id.as_ref().unwrap().starts_with("replay-"));
        assert_eq!((sent[0].group.as_deref(), sent[0].bytes()), (Some("g"), 2));
    }

    #[test]
    fn there_may_be_no_room_to_count() {
        let attributes = (0..10).map(|index| (format!("a{index}"), text("x"))).collect();
        let letter = Letter { attributes, ..Letter::default() };
        let outgoing = Outgoing::of(&letter, Timestamp::UNIX_EPOCH);
        assert_eq!(outgoing.attributes, letter.attributes);
    }
}
