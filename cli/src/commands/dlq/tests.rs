//! Dead letters for the tests of what is shown.

use std::time::Duration;

use jiff::Timestamp;
use milepost_contracts::EventMessage;
use milepost_domain::Event;

use super::finding::Finding;
use super::known::Known;
use crate::dead_letters::{Content, Letter, Outgoing};
use crate::tests::samples;

/// When they are looked at.
pub(crate) fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + Duration::from_hours(500_000)
}

/// The sample events on a queue, none of them worked in, each older than the one before; every
/// third one was redriven.
pub(crate) fn events() -> Vec<Finding> {
    let letters = samples::history().into_iter().enumerate().map(|(number, row)| {
        let raw = serde_json::value::RawValue::from_string(row.event).unwrap();
        let event = Event::parse(raw.get(), &row.account_id, row.origin).unwrap();
        let body = EventMessage::new(&event, raw, row.received_at).to_body().unwrap();
        let age = Duration::from_secs(20 * 3_u64.pow(number.try_into().unwrap()));
        let letter = Letter { body, sent_at: Some(now() - age), receives: 6, ..Letter::default() };
        let attributes = Outgoing::of(&letter, now()).attributes;
        if number % 3 == 0 { Letter { attributes, ..letter } } else { letter }
    });
    letters.map(finding).take(9).collect()
}

/// Letters that no version of ours can read.
pub(crate) fn broken() -> Vec<Finding> {
    let letter = |(number, body): (usize, &str)| Letter {
        message_id: format!("{number}52f1e1c-0d6b-4f6c-b1a1-7d2f4d3f8a55"),
        body: body.to_owned(),
        sent_at: Some(now()),
        receives: 5,
        ..Letter::default()
    };
    let newer = r#"{"version":2,"accountId":"1","receivedAt":"2026-11-23T08:00:00Z","event":{}}"#;
    ["hello", newer].into_iter().enumerate().map(letter).map(finding).collect()
}

fn finding(letter: Letter) -> Finding {
    let content = Content::of_event(&letter);
    Finding::of(letter, content, &Known::default())
}
