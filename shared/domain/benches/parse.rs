//! Reading: a body into raw events, a raw event into a normalised one, and its key.
#![expect(clippy::unwrap_used, reason = "benchmarks panic")]

#[path = "support/events.rs"]
mod events;

use std::fmt;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use milepost_domain::{Event, Origin, webhook};
use serde_json::Value;

use events::{account, life, read};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Events in a body.
const EVENTS: [i64; 3] = [1, 10, 100];

#[divan::bench(args = EVENTS)]
fn read_strict_body(bencher: Bencher<'_, '_>, events: i64) {
    let body = format!(r#"{{"accountId":1234,"events":[{}]}}"#, life(events).join(","));
    read_body(bencher, &body);
}

/// The strict reader comes to the last bytes before it gives up: a lenient body is read twice.
#[divan::bench(args = EVENTS)]
fn read_body_with_trailing_comma(bencher: Bencher<'_, '_>, events: i64) {
    let body = format!(r#"{{"accountId":1234,"events":[{},]}}"#, life(events).join(","));
    read_body(bencher, &body);
}

fn read_body(bencher: Bencher<'_, '_>, body: &str) {
    bencher
        .counter(BytesCount::of_str(body))
        .bench(|| webhook::read(black_box(body.as_bytes())).unwrap());
}

/// One of Adobe's samples, or of the flat dialect.
#[derive(Clone, Copy)]
struct Sample {
    kind: &'static str,
    body: &'static str,
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)
    }
}

impl Sample {
    /// The first raw event in it, without white space.
    fn raw(self) -> String {
        let webhook = webhook::read(self.body.as_bytes()).unwrap();
        serde_json::from_str::<Value>(webhook.events[0].get()).unwrap().to_string()
    }
}

macro_rules! sample {
    ($kind:literal, $path:literal) => {
        Sample { kind: $kind, body: include_str!($path) }
    };
}

/// One of each kind.
const SAMPLES: [Sample; 10] = [
    sample!("enrolled", "../tests/samples/iso/COURSE_ENROLLMENT.json"),
    sample!("progressed", "../tests/samples/iso/LEARNER_PROGRESS.json"),
    sample!("completed", "../tests/samples/iso/COURSE_COMPLETED.json"),
    sample!("dropped", "../tests/samples/iso/COURSE_UNENROLLMENT_BATCH.json"),
    sample!("rolled back", "../tests/samples/iso/LEARNING_PATH_COMPLETION_ROLLBACK.json"),
    sample!("flat enrolled", "../../../events/webhooks/08-flat-enrolled.json"),
    sample!("catalog", "../tests/samples/iso/LEARNING_OBJECT_MODIFICATION.json"),
    sample!("seats", "../tests/samples/iso/CI_STATS.json"),
    sample!("group", "../tests/samples/iso/RESPONSE_ASYNCAPI_USERGROUP_USER_ADDED.json"),
    sample!("unrecognised", "../../../events/webhooks/12-unrecognised.json"),
];

#[divan::bench(args = SAMPLES)]
fn parse_event(bencher: Bencher<'_, '_>, sample: Sample) {
    let (raw, account) = (sample.raw(), account());
    bencher
        .counter(BytesCount::of_str(&raw))
        .bench(|| Event::parse(black_box(&raw), black_box(&account), Origin::Webhook).unwrap());
}

#[divan::bench(args = SAMPLES)]
fn key_event(bencher: Bencher<'_, '_>, sample: Sample) {
    let event = read(&sample.raw());
    bencher.bench(|| black_box(&event).key());
}
