//! Any life of a learner: six bytes are an event, and the order of arrival does not matter.
#![no_main]

#[path = "../../shared/domain/tests/support/invariants.rs"]
#[expect(dead_code, reason = "the events are made here")]
mod invariants;

use libfuzzer_sys::fuzz_target;
use milepost_domain::{AccountId, Event, Origin};
use serde_json::{Value, json};

const NAMES: [&str; 8] = [
    "COURSE_ENROLLMENT",
    "COURSE_UNENROLLMENT",
    "LEARNER_PROGRESS",
    "COURSE_COMPLETED",
    "LEARNING_PATH_COMPLETION_ROLLBACK",
    "COURSE_COMPLETED_BY_ALTERNATE",
    "ALTERNATE_COMPLETION_REVOKED",
    "MILEPOST_STALLED",
];
const ORIGINS: [Origin; 3] = [Origin::Webhook, Origin::Sweep, Origin::Reconciliation];
/// More would only make an input slow: this is twice what a record keeps of a kind.
const MAX_EVENTS: usize = 40;

/// Steps of five minutes, so that the windows of minutes matter and many times are equal.
fn time(step: u8) -> Value {
    json!(1_700_000_000_000_u64 + u64::from(step % 64) * 300_000)
}

fn event(bytes: &[u8; 6]) -> Option<Event> {
    let [kind, at, percent, started, passed, id] = *bytes;
    let maybe = |is: bool, value: Value| if is { value } else { Value::Null };
    let raw = json!({
        "eventName": NAMES[usize::from(kind % 8)],
        "eventId": id.to_string(),
        "timestamp": maybe(at < 250, time(at)),
        "data": {
            "userId": 1,
            "loInstanceId": "course:1_2",
            "loId": if id % 2 == 0 { "course:1" } else { "course:2" },
            "progressPercent": percent,
            "dateStarted": maybe(started < 128, time(started)),
            "hasPassed": maybe(passed % 3 > 0, json!(passed % 3 == 1)),
            "sourceLoId": maybe(passed >= 128, json!(format!("course:{}", passed % 2))),
            "lastActivityAt": time(started),
        },
    });
    let origin = ORIGINS[usize::from(kind / 8) % 3];
    Event::parse(&raw.to_string(), &AccountId::default(), origin).ok()
}

fuzz_target!(|bytes: &[u8]| {
    let (chunks, _) = bytes.as_chunks::<6>();
    let events: Vec<Event> = chunks.iter().take(MAX_EVENTS).filter_map(event).collect();
    invariants::check_order(&events);
});
