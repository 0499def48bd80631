//! From one raw event to the message that carries it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use milepost_domain::{AccountId, Event, EventError, EventKey, RecordKey, Time};
use serde_json::value::RawValue;

use crate::{EventMessage, MAX_MESSAGE_BYTES, MessageError, group_id};

/// The reason of what the parser panics on.
pub const PARSER_PANIC: &str = "parser_panic";

/// Reads one raw event.
pub type ParseEvent = fn(&str, &AccountId) -> Result<Event, EventError>;

/// An event that the events queue can take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Routed {
    /// The event's key.
    pub key: EventKey,
    /// The message's group.
    pub group_id: String,
    /// The message's body.
    pub body: String,
    /// The record that it concerns.
    pub record: Option<RecordKey>,
}

/// Reads an event and writes its message.
///
/// # Errors
/// Why it cannot be sent, in one word. A panic of the parser is a reason like any other.
pub fn route(
    parse: ParseEvent,
    raw: &RawValue,
    account: &AccountId,
    received_at: Time,
) -> Result<Routed, &'static str> {
    // Its message would be larger still. Parsed, such an event takes up to thirty times its size.
    let bytes = raw.get().len();
    if bytes > MAX_MESSAGE_BYTES {
        return Err(MessageError::TooLarge { bytes }.reason());
    }
    let routed = catch_unwind(AssertUnwindSafe(|| {
        let event = parse(raw.get(), account).map_err(|error| error.reason())?;
        let message = EventMessage::new(&event, raw.to_owned(), received_at);
        Ok(Routed {
            key: event.key(),
            group_id: group_id(&event),
            body: message.to_body().map_err(|error| error.reason())?,
            record: event.record_key(),
        })
    }));
    routed.unwrap_or(Err(PARSER_PANIC))
}

#[cfg(test)]
mod tests {
    use milepost_domain::Origin;

    use super::*;

    fn of(raw: &str, parse: ParseEvent) -> Result<Routed, &'static str> {
        let raw = RawValue::from_string(raw.to_owned()).unwrap();
        let received_at = "2026-11-23T12:00:00Z".parse().unwrap();
        route(parse, &raw, &"7".parse().unwrap(), received_at)
    }

    fn webhook(raw: &str, account: &AccountId) -> Result<Event, EventError> {
        Event::parse(raw, account, Origin::Webhook)
    }

    #[test]
    fn the_message_carries_the_event() {
        let routed = of(r#"{"eventName":"CI_STATS"}"#, webhook).unwrap();
        let message = EventMessage::from_body(&routed.body).unwrap();
        assert_eq!(message.event().unwrap().key(), routed.key);
        assert_eq!(message.received_at.to_string(), "2026-11-23T12:00:00.000Z");
        assert_eq!(routed.record, None);
    }

    #[test]
    fn what_cannot_be_sent_has_a_reason() {
        assert_eq!(of("17", webhook).unwrap_err(), "event_not_an_object");
        let large = format!(r#"{{"eventName":"CI_STATS","x":"{}"}}"#, "y".repeat(70_000));
        assert_eq!(of(&large, webhook).unwrap_err(), "too_large");
        assert_eq!(of("{}", |_, _| panic!("a bug")).unwrap_err(), PARSER_PANIC);
    }
}
