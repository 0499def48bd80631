//! Whatever `ingest` accepts fits AWS: every key, row, record, transaction and message.
//!
//! Tables and topics check each call against AWS's limits; here they see the largest that can be.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::HashSet;

use milepost_contracts::{EventMessage, HistoryItem, MAX_MESSAGE_BYTES, group_id};
use milepost_domain::{Event, Origin, Time};
use milepost_harness::store::Memory;
use milepost_harness::{deliver, messaging};
use milepost_runtime::batch::Delivery;
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use progress::tables::Tables;
use progress::worker::Worker;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Sizes in bytes. Upper bounds: JSON is never shorter than what `DynamoDB` counts of it.
#[derive(Clone, Copy, Debug)]
struct Largest {
    record: usize,
    row: usize,
    message: usize,
}

impl Largest {
    fn of(memory: &Memory, history: &[HistoryItem]) -> Self {
        let largest = |sizes: &mut dyn Iterator<Item = usize>| sizes.max().unwrap_or_default();
        let bytes = |item: &Value| item.to_string().len();
        let records: Vec<Value> = memory.all("enrollments", "").unwrap();
        let rows: Vec<Value> = memory.all("history", "").unwrap();
        let messages = history.iter().filter_map(|row| row.transition().unwrap());
        Self {
            record: largest(&mut records.iter().map(bytes)),
            row: largest(&mut rows.iter().map(bytes)),
            message: largest(&mut messages.map(|it| it.to_body().unwrap().len())),
        }
    }
}

/// Works the events in, ten at a time, and asserts that every call was within the limits.
fn live(account: &str, events: &[Value]) -> Largest {
    let memory = Memory::default();
    let worker = Worker {
        tables: Tables {
            enrollments: memory.table("enrollments"),
            history: memory.table("history"),
        },
        topic: messaging::Memory::default().topic("transitions"),
        clock: || "2026-11-23T12:00:00Z".parse().unwrap(),
        retention_days: 3650,
        log_key: LogKey::new(&Secret::new("key")),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut keys = HashSet::new();
    let last = events.len().saturating_sub(10);
    for (start, batch) in events.chunks(10).enumerate() {
        // A record does not keep the raw events, so only the last need to be as large as can be.
        let fill = start * 10 + batch.len() > last;
        let batch: Vec<Delivery> =
            batch.iter().filter_map(|raw| accepted(account, raw, fill)).collect();
        keys.extend(batch.iter().map(|delivery| delivery.message_id.clone()));
        assert_eq!(
            runtime.block_on(deliver(&worker, &batch, jiff::Timestamp::now)),
            HashSet::new()
        );
    }
    assert!(!keys.is_empty(), "none was accepted");
    let history: Vec<HistoryItem> = memory.all("history", "").unwrap();
    assert_eq!(history.len(), keys.len(), "each event has its row");
    Largest::of(&memory, &history)
}

/// As `ingest` decides: what it cannot read or write as a message never comes here. The event may
/// be filled up to the largest that it takes.
fn accepted(account: &str, raw: &Value, fill: bool) -> Option<Delivery> {
    let account = account.parse().ok()?;
    let message = |raw: &Value| {
        let raw = serde_json::value::to_raw_value(raw).ok()?;
        let event = Event::parse(raw.get(), &account, Origin::Webhook).ok()?;
        let received_at: Time = "2026-11-23T11:59:00Z".parse().ok()?;
        Some((EventMessage::new(&event, raw, received_at).to_body().ok()?, event))
    };
    let mut event = raw.clone();
    event["filler"] = json!("");
    if fill {
        let filler = MAX_MESSAGE_BYTES - message(&event)?.0.len();
        event["filler"] = json!("x".repeat(filler));
    }
    let (body, event) = message(&event)?;
    assert!(!fill || body.len() == MAX_MESSAGE_BYTES);
    let message_id = event.key().to_string();
    Some(Delivery { message_id, group: Some(group_id(&event)), receive_count: 1, body })
}

/// The names of events that make facts, changes and announcements, and one of no enrollment.
const NAMES: [&str; 8] = [
    "COURSE_ENROLLMENT",
    "COURSE_UNENROLLMENT",
    "COURSE_COMPLETED",
    "COURSE_ALTERNATE_COMPLETED",
    "COURSE_ALTERNATE_REVOKED",
    "LEARNING_PATH_COMPLETION_ROLLBACK",
    "LEARNER_PROGRESS",
    "LEARNING_OBJECT_DRAFT",
];

fn event(name: &str, minute: i64, percent: u8, passed: bool, long: &str) -> Value {
    json!({
        "eventId": long, "eventName": name,
        "timestamp": 1_700_000_000_000_i64 + minute * 60_000,
        "data": {
            "userId": long, "loId": long, "loInstanceId": long, "loType": long,
            "enrollmentSource": long, "moduleId": format!("{minute:03}{}", long.get(3..).unwrap_or_default()),
            "sourceLoId": long, "progressPercent": percent, "hasPassed": passed, "score": -87.123_456_789_012_3,
            "dateEnrolled": "2024-01-01", "dateStarted": 1_700_000_000_000_i64 + minute * 60_000,
            "dateCompleted": "2024-01-03T00:00:00.123Z", "dueDate": "9999-01-01",
        },
    })
}

/// Texts of 256 bytes that grow when they are escaped: for keys, in JSON, as attributes.
fn long_texts() -> [String; 6] {
    [
        "#".repeat(256),
        "%".repeat(256),
        "\u{1}".repeat(256),
        "\u{7f}".repeat(256),
        "é".repeat(128),
        "😀".repeat(64),
    ]
}

/// A life as long and as varied as a record remembers: 16 facts of each kind, 101 percentages,
/// 64 announcements of each milestone and of completions.
fn longest_life(long: &str) -> Vec<Value> {
    let round = |round: i64| (round * 40..).zip(NAMES);
    let cycles = (0..70).flat_map(round).map(|(minute, name)| event(name, minute, 95, true, long));
    let falling = (0..=100)
        .map(|step| event("LEARNER_PROGRESS", 4_000 + i64::from(step), 100 - step, false, long));
    cycles.chain(falling).collect()
}

#[test]
fn the_longest_life_of_the_longest_ids_fits() {
    // What grows most as a key, in JSON, and beyond ASCII.
    for long in ["#".repeat(256), "\u{1}".repeat(256), "é".repeat(128)] {
        let account: String =
            long.chars().take(32 / long.chars().next().unwrap().len_utf8()).collect();
        let largest = live(&account, &longest_life(&long));
        assert!(largest.row > MAX_MESSAGE_BYTES && largest.message > 2_000, "{largest:?}");
        assert!(largest.record > 40_000, "the record is full: {largest:?}");
    }
}

fn any_event() -> impl Strategy<Value = Value> {
    let long = prop_oneof![
        prop::sample::select(long_texts().to_vec()),
        "[#%\\x00-\\x20\"\\\\]{1,256}",
        "\\PC{1,60}",
    ];
    (prop::sample::select(&NAMES[..]), 0_i64..200, 0_u8..=100, any::<bool>(), long).prop_map(
        |(name, minute, percent, passed, long)| event(name, minute, percent, passed, &long),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_accepted_fits(events in prop::collection::vec(any_event(), 1..12), account in "[#%\\x01é]{1,16}") {
        // The first is always accepted.
        let first = event("COURSE_COMPLETED", 1, 0, true, "7");
        live(&account, &[&[first], &events[..]].concat());
    }
}
