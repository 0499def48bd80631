//! Reading an object again, with the parser of this release.

use std::panic::catch_unwind;

use milepost_contracts::specimen::Part;
use milepost_contracts::{PARSER_PANIC, Routed, route};
use milepost_domain::{AccountId, Event, EventError, EventKey, Origin, Time, webhook};
use serde_json::value::RawValue;

use super::object::Object;

/// What can be read of an object now.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Events that can be sent.
    pub(crate) readable: Vec<Routed>,
    /// Why the others, or the whole, cannot: one word each.
    pub(crate) refused: Vec<&'static str>,
    /// Of the refused events, those that can be read but not sent: they are too large.
    pub(crate) unsendable: Vec<EventKey>,
}

impl Reading {
    /// Whether nothing of it needs to be kept.
    pub(crate) fn is_complete(&self) -> bool {
        self.refused.is_empty() && !self.readable.is_empty()
    }

    fn refused(reason: &'static str) -> Self {
        Self { refused: vec![reason], ..Self::default() }
    }

    fn of_events(events: &[Box<RawValue>], account: &AccountId, received_at: Time) -> Self {
        let mut reading = Self::default();
        for raw in events {
            match route(parse, raw, account, received_at) {
                Ok(event) => reading.readable.push(event),
                Err(reason) => {
                    reading.refused.push(reason);
                    let event = catch_unwind(|| parse(raw.get(), account));
                    reading.unsendable.extend(event.ok().and_then(Result::ok).map(|one| one.key()));
                }
            }
        }
        reading
    }
}

fn parse(raw: &str, account: &AccountId) -> Result<Event, EventError> {
    Event::parse(raw, account, Origin::Webhook)
}

/// Reads an object as ingest would read the request, for a stack that serves this account, or
/// any.
pub(crate) fn read_again(object: &Object, served: Option<&AccountId>) -> Reading {
    match object.part() {
        Part::Body => read_body(object, served),
        Part::Event => read_event(object, served),
    }
}

fn read_body(object: &Object, served: Option<&AccountId>) -> Reading {
    let webhook = match catch_unwind(|| webhook::read(&object.body)) {
        Ok(Ok(webhook)) => webhook,
        Ok(Err(error)) => return Reading::refused(error.reason()),
        Err(_) => return Reading::refused(PARSER_PANIC),
    };
    if webhook.events.is_empty() {
        return Reading::refused("no_events");
    }
    let sent = webhook.account.as_ref();
    if served.zip(sent).is_some_and(|(served, sent)| served != sent) {
        return Reading::refused("wrong_account");
    }
    let own = served.cloned().unwrap_or_default();
    match webhook.dialect.account(sent, &own) {
        Some(account) => Reading::of_events(&webhook.events, account, object.received_at()),
        None => Reading::refused("missing_account"),
    }
}

/// An event out of a request. Its account is known, unless the object was put by hand.
fn read_event(object: &Object, served: Option<&AccountId>) -> Reading {
    let Ok(text) = std::str::from_utf8(&object.body) else { return Reading::refused("not_utf8") };
    let Ok(raw) = serde_json::from_str::<Box<RawValue>>(text) else {
        return Reading::refused("event_not_json");
    };
    let account = object.metadata.account.as_ref().or(served).cloned().unwrap_or_default();
    Reading::of_events(&[raw], &account, object.received_at())
}

#[cfg(test)]
mod tests {
    use milepost_contracts::EventMessage;

    use super::super::object::Metadata;
    use super::super::object::tests::object;
    use super::*;

    const EVENT: &str = r#"{"eventName":"COURSE_ENROLLMENT","data":{"userId":1,"loId":"course:1","loInstanceId":"course:1_2"}}"#;
    const FLAT: &str = r#"{"eventName":"COURSE_PROGRESS","userId":1,"courseId":"course:9"}"#;

    fn envelope(account: &str, events: &[&str]) -> Object {
        let body = format!(r#"{{"accountId":{account},"events":[{}]}}"#, events.join(","));
        object("not_json", Some(Part::Body), &body)
    }

    fn refused(object: &Object, served: Option<&str>) -> Vec<&'static str> {
        read_again(object, served.map(|id| id.parse().unwrap()).as_ref()).refused
    }

    fn account(object: &Object, served: Option<&str>) -> String {
        let served = served.map(|id| id.parse().unwrap());
        let reading = read_again(object, served.as_ref());
        assert!(reading.is_complete(), "{:?}", reading.refused);
        let message = EventMessage::from_body(&reading.readable[0].body).unwrap();
        assert_eq!(message.received_at.to_string(), "2026-11-22T08:00:00.000Z", "as received");
        message.account_id.to_string()
    }

    fn without_account(object: Object) -> Object {
        let metadata = Metadata { account: None, ..object.metadata };
        Object { metadata, ..object }
    }

    #[test]
    fn a_body_says_whose_it_is_and_a_flat_one_is_the_stacks() {
        assert_eq!(account(&envelope("8", &[EVENT]), None), "8");
        assert_eq!(account(&envelope("8", &[EVENT]), Some("8")), "8");
        assert_eq!(refused(&envelope("8", &[EVENT]), Some("9")), ["wrong_account"]);
        assert_eq!(refused(&envelope("null", &[EVENT]), Some("9")), ["missing_account"]);
        let flat = object("not_json", Some(Part::Body), FLAT);
        assert_eq!(account(&flat, Some("9")), "9");
        assert_eq!(account(&flat, None), AccountId::default().to_string());
    }

    #[test]
    fn an_event_is_of_the_account_that_was_noted() {
        let event = |part| object("invalid_time", part, EVENT);
        assert_eq!(account(&event(Some(Part::Event)), Some("9")), "7");
        assert_eq!(account(&event(None), None), "7");
        assert_eq!(account(&without_account(event(Some(Part::Event))), Some("9")), "9");
    }

    #[test]
    fn what_is_readable_in_part_is_not_complete() {
        let reading = read_again(&envelope("8", &[EVENT, "17", "{}", EVENT]), None);
        assert_eq!(reading.readable.len(), 2);
        assert_eq!(reading.refused, ["event_not_an_object", "invalid_event_name"]);
        assert!(!reading.is_complete());
    }

    #[test]
    fn what_is_too_large_has_a_key_all_the_same() {
        let padding = format!(r#""x":"{}","userId":1"#, "y".repeat(70_000));
        let large = EVENT.replace(r#""userId":1"#, &padding);
        let reading = read_again(&object("too_large", Some(Part::Event), &large), None);
        assert_eq!(reading.refused, ["too_large"]);
        assert_eq!(reading.unsendable.len(), 1);
    }

    #[test]
    fn what_is_still_unreadable_says_why() {
        let of = |part, body: &str| refused(&object("x", part, body), None);
        assert_eq!(of(Some(Part::Body), "{"), ["not_json"]);
        assert_eq!(of(Some(Part::Body), r#"{"accountId":1,"events":[]}"#), ["no_events"]);
        assert_eq!(of(Some(Part::Event), "{"), ["event_not_json"]);
        assert_eq!(of(None, "17"), ["event_not_an_object"]);
        let bytes = Object { body: vec![0xff], ..object("x", None, "") };
        assert_eq!(refused(&bytes, None), ["not_utf8"]);
    }
}
