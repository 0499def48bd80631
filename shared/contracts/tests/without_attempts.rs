//! Ten thousand items of the enrollments table, written by the release before attempts (commit
//! 7b192dc) of random lives: late and changed days, twins, second completions, roll-backs. In the
//! file `@n` stands for the n-th key of its line.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::io::{BufRead as _, BufReader};

use flate2::read::GzDecoder;
use milepost_contracts::{EnrollmentItem, KnownEnrollment};
use milepost_domain::{Change, Enrollment, Event, EventKey, Origin, RecordKey, State, Time, View};
use serde_json::{Value, json};

const RECORDS: &[u8] = include_bytes!("records/without-attempts.jsonl.gz");

/// The lines, with keys instead of their numbers.
fn records() -> impl Iterator<Item = Value> {
    BufReader::new(GzDecoder::new(RECORDS)).lines().map(|line| {
        let mut record: Value = serde_json::from_str(&line.unwrap()).unwrap();
        name_keys(&mut record);
        record
    })
}

fn name_keys(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(number) = text.strip_prefix('@').and_then(|it| it.parse().ok()) {
                *text = EventKey::from_bytes([number; 32]).to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(name_keys),
        Value::Object(members) => members.values_mut().for_each(name_keys),
        _ => {}
    }
}

fn known(record: &Value) -> Enrollment {
    serde_json::from_value::<KnownEnrollment>(json_item(record)).unwrap().into_enrollment()
}

fn json_item(record: &Value) -> Value {
    let mut item = json!({
        "pk": "user#7", "sk": "1234#course:1_2", "accountId": "1234", "userId": "7",
        "loId": "course:1", "loInstanceId": "course:1_2", "loType": "course", "version": 4,
        "facts": record["facts"], "announcements": record["announcements"],
    });
    item.as_object_mut().unwrap().extend(record["view"].as_object().unwrap().clone());
    item
}

/// Whether the learner has begun anew since the completion, which the release before did not show.
fn is_open_again(view: &View, before: &View) -> bool {
    let is_learning = matches!(view.state, State::InProgress | State::Stalled);
    is_learning && before.state == State::Completed && view.attempt == before.attempt + 1
}

/// ALM's second telling of the latest completion, 25 minutes after the first.
fn twin(record: &Value) -> Option<Event> {
    let last = record["facts"]["completed"].get(0)?;
    let told: Time = last["occurredAt"].as_str()?.parse().unwrap();
    let raw = json!({
        "eventName": "COURSE_COMPLETED_BATCH", "timestamp": told.plus_minutes(25).to_string(),
        "data": {
            "userId": 7, "loId": "course:1", "loInstanceId": "course:1_2",
            "dateCompleted": last["details"]["completedAt"],
            "hasPassed": last["details"]["hasPassed"],
        },
    });
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook).ok()
}

fn progress() -> Event {
    let data = json!({"userId": 7, "loId": "course:1", "loInstanceId": "course:1_2",
        "progressPercent": 40, "dateStarted": "2023-11-14T22:13:00Z"});
    let raw =
        json!({"eventName": "LEARNER_PROGRESS", "timestamp": "2026-11-30T10:00:00Z", "data": data});
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook).unwrap()
}

/// The names of what would reach a certificate.
fn certified(enrollment: &Enrollment, event: &Event) -> Vec<&'static str> {
    let applied = enrollment.apply(event, "2026-12-01T12:00:00Z".parse().unwrap());
    let names = applied.changes.iter().map(Change::name);
    names.filter(|name| ["completed", "completion_revoked"].contains(name)).collect()
}

#[test]
fn they_are_shown_as_before() {
    let (mut count, mut open) = (0, 0);
    for record in records() {
        let item: EnrollmentItem = serde_json::from_value(json_item(&record)).unwrap();
        let mut view = known(&record).view();
        count += 1;
        if is_open_again(&view, &item.view) {
            open += 1;
            continue;
        }
        view.previous_completed_at = None;
        assert_eq!(view, item.view, "{record}");
    }
    assert_eq!(count, 10_000);
    assert!((1..500).contains(&open), "{open}");
}

#[test]
fn their_certificates_stand_and_none_is_issued_again() {
    let mut twins = 0;
    for record in records() {
        let enrollment = known(&record);
        let known: Vec<EventKey> = enrollment.announcements.completions().collect();
        assert_eq!(certified(&enrollment, &progress()), [""; 0], "{record}");
        if let Some(twin) = twin(&record).filter(|_| !known.is_empty()) {
            twins += 1;
            assert_eq!(certified(&enrollment, &twin), [""; 0], "{record}");
        }
    }
    assert!(twins > 5_000, "{twins}");
}

#[test]
fn what_is_written_reads_as_what_was_read() {
    let (account_id, user_id) = ("1234".parse().unwrap(), "7".parse().unwrap());
    let lo_instance_id = "course:1_2".parse().unwrap();
    let key = RecordKey { account_id, user_id, lo_instance_id };
    for record in records() {
        let enrollment = known(&record);
        let written = serde_json::to_string(&EnrollmentItem::new(&key, &enrollment, 5)).unwrap();
        let read: KnownEnrollment = serde_json::from_str(&written).unwrap();
        assert_eq!(read.into_enrollment(), enrollment);
    }
}
