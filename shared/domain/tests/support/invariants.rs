//! What holds of every body and every event, whoever sent it. The property tests and the fuzz
//! targets check the same.

use std::collections::{BTreeMap, HashSet};

use milepost_domain::webhook::{self, BodyError};
use milepost_domain::{AccountId, Enrollment, Event, EventKey, Origin, RecordKey, Time};
use serde_json::Value;

/// Reads a body and checks all that can be read in it. Answers how many events that were.
///
/// # Errors
/// What `webhook::read` says of a body that holds nothing.
pub(crate) fn check_body(body: &[u8]) -> Result<usize, BodyError> {
    let webhook = webhook::read(body)?;
    if let Some(challenge) = &webhook.challenge {
        assert!((1..=256).contains(&challenge.len()));
    }
    let account = webhook.account.unwrap_or_default();
    let parse = |raw: &str| Event::parse(raw, &account, Origin::Webhook).ok();
    let events: Vec<Event> = webhook.events.iter().filter_map(|raw| parse(raw.get())).collect();
    for (raw, event) in webhook.events.iter().filter_map(|raw| Some((raw, parse(raw.get())?))) {
        check_event(raw.get(), &account, &event);
    }
    check_order(&events);
    Ok(events.len())
}

/// An event reads as the same one again, also when rewritten, and its parts survive storage.
pub(crate) fn check_event(raw: &str, account: &AccountId, event: &Event) {
    let again = |raw: &str| Event::parse(raw, account, event.origin).unwrap();
    assert_eq!(&again(raw), event);
    assert_eq!(again(raw).key(), event.key());
    let rewritten = serde_json::from_str::<Value>(raw).unwrap().to_string();
    assert_eq!(&again(&rewritten), event, "{raw} rewritten as {rewritten}");

    let key = event.key().to_string();
    assert_eq!(key.len(), 64);
    assert_eq!(key.parse::<EventKey>(), Ok(event.key()));
    let details = serde_json::to_string(&event.details).unwrap();
    assert_eq!(serde_json::from_str::<milepost_domain::Details>(&details).unwrap(), event.details);
    event.occurred_at.iter().for_each(check_time);
    event.record_key().iter().for_each(check_record_key);
}

/// Texts of times sort as the times do only if all have one form.
fn check_time(time: &Time) {
    let text = time.to_string();
    assert_eq!((text.len(), &text[10..11], &text[23..]), (24, "T", "Z"), "{text}");
    assert_eq!(text.parse(), Ok(*time));
}

/// The three ids can be told from the text, whatever they hold: no two records share a key.
fn check_record_key(key: &RecordKey) {
    let text = key.to_string();
    let ids: Vec<String> =
        text.split('#').map(|id| id.replace("%23", "#").replace("%25", "%")).collect();
    assert_eq!(ids, [key.account_id.as_str(), key.user_id.as_str(), key.lo_instance_id.as_str()]);
}

/// Any order gives the same view and the same facts.
pub(crate) fn check_order(events: &[Event]) {
    let mut seen = HashSet::new();
    let mut records: BTreeMap<RecordKey, Vec<&Event>> = BTreeMap::new();
    for event in events.iter().filter(|event| seen.insert(event.key())) {
        if let Some(record) = event.record_key() {
            records.entry(record).or_default().push(event);
        }
    }
    for events in records.values() {
        let forth = fold(events.iter().copied());
        let back = fold(events.iter().rev().copied());
        assert_eq!(forth.view(), back.view());
        assert_eq!(forth.facts, back.facts);
    }
}

fn fold<'e>(events: impl Iterator<Item = &'e Event>) -> Enrollment {
    let received: Time = "2026-01-02T03:04:05Z".parse().unwrap();
    events.fold(Enrollment::default(), |enrollment, event| {
        let next = enrollment.apply(event, received).enrollment;
        let view = next.view();
        assert!(view.progress_percent <= 100);
        next
    })
}
