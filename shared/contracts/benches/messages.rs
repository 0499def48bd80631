//! Messages and items: a raw event to its message and back, records and rows to their tables.
#![expect(clippy::unwrap_used, reason = "benchmarks panic")]

#[path = "../../domain/benches/support/events.rs"]
mod events;
#[path = "../../domain/benches/support/records.rs"]
mod records;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use milepost_contracts::{
    EnrollmentChanged, EnrollmentItem, EventMessage, HistoryItem, Outcome, Routed, route,
};
use milepost_domain::{AccountId, Applied, Event, EventError, Origin};
use serde_dynamo::{Item, from_item, to_item};
use serde_json::value::RawValue;

use events::{account, at, read};
use records::{Record, next_report};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn parse(raw: &str, account: &AccountId) -> Result<Event, EventError> {
    Event::parse(raw, account, Origin::Webhook)
}

fn raw_report() -> Box<RawValue> {
    RawValue::from_string(next_report()).unwrap()
}

fn routed() -> Routed {
    route(parse, &raw_report(), &account(), at(0)).unwrap()
}

#[divan::bench]
fn route_event(bencher: Bencher<'_, '_>) {
    let (raw, account) = (raw_report(), account());
    bencher
        .counter(BytesCount::of_str(raw.get()))
        .bench(|| route(parse, black_box(&raw), black_box(&account), at(0)).unwrap());
}

#[divan::bench]
fn read_message(bencher: Bencher<'_, '_>) {
    let body = routed().body;
    bencher.counter(BytesCount::of_str(&body)).bench(|| {
        let message = EventMessage::from_body(black_box(&body)).unwrap();
        let event = message.event().unwrap();
        (message, event)
    });
}

/// An event that was worked in, with all that its row and its message are made of.
struct Worked {
    event: Event,
    message: EventMessage,
    applied: Applied,
}

impl Worked {
    fn report() -> Self {
        let message = EventMessage::from_body(&routed().body).unwrap();
        let event = message.event().unwrap();
        let applied = Record::UnderWay.enrollment().apply(&event, at(0));
        Self { event, message, applied }
    }

    fn changed(&self) -> EnrollmentChanged {
        let Self { event, applied, .. } = self;
        let record = event.record_key().unwrap();
        EnrollmentChanged::of(&record, event, applied, 2).unwrap()
    }

    fn published(&self) -> String {
        let key = self.event.key().to_string();
        self.changed().into_cloud_event(key).to_body().unwrap()
    }

    fn row(&self) -> HistoryItem {
        let Self { event, message, applied } = self;
        let outcome = Outcome {
            decision: applied.decision,
            applied: Some(applied),
            processed_at: at(0),
            retention_days: 30,
        };
        HistoryItem::new(event, event.key(), message, outcome, Some(&self.changed()))
    }
}

/// What changed, as a message to publish. Makes the event's key, too.
#[divan::bench]
fn write_published_message(bencher: Bencher<'_, '_>) {
    let worked = Worked::report();
    bencher.bench(|| black_box(&worked).published());
}

/// Makes the event's key, too.
#[divan::bench]
fn make_history_item(bencher: Bencher<'_, '_>) {
    let worked = Worked::report();
    bencher.bench(|| black_box(&worked).row());
}

#[divan::bench]
fn write_history_item(bencher: Bencher<'_, '_>) {
    let worked = Worked::report();
    let row = worked.row();
    bencher.bench(|| to_item::<_, Item>(black_box(&row)).unwrap());
}

fn item(record: Record) -> EnrollmentItem {
    let key = read(&next_report()).record_key().unwrap();
    EnrollmentItem::new(&key, &record.enrollment(), 3)
}

#[divan::bench(args = Record::ALL)]
fn make_enrollment_item(bencher: Bencher<'_, '_>, record: Record) {
    let key = read(&next_report()).record_key().unwrap();
    let enrollment = record.enrollment();
    bencher.bench(|| EnrollmentItem::new(black_box(&key), black_box(&enrollment), 3));
}

#[divan::bench(args = Record::ALL)]
fn write_enrollment_item(bencher: Bencher<'_, '_>, record: Record) {
    let item = item(record);
    bencher.bench(|| to_item::<_, Item>(black_box(&item)).unwrap());
}

#[divan::bench(args = Record::ALL)]
fn read_enrollment_item(bencher: Bencher<'_, '_>, record: Record) {
    let stored: Item = to_item(item(record)).unwrap();
    bencher
        .with_inputs(|| stored.clone())
        .bench_values(|stored| from_item::<_, EnrollmentItem>(stored).unwrap());
}
