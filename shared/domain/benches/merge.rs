//! Merging: one event into what is known of an enrollment, and how it looks then.
#![expect(clippy::unwrap_used, reason = "benchmarks panic")]

#[path = "support/events.rs"]
mod events;
#[path = "support/records.rs"]
mod records;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use milepost_domain::{Enrollment, Event};
use serde_json::json;

use events::{at, life, raw, read};
use records::{LATER, Record, next_report};

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = Record::ALL)]
fn apply_report(bencher: Bencher<'_, '_>, record: Record) {
    apply(bencher, record, &read(&next_report()));
}

#[divan::bench(args = Record::ALL)]
fn apply_completion(bencher: Bencher<'_, '_>, record: Record) {
    apply(bencher, record, &completion());
}

fn completion() -> Event {
    read(&raw(LATER, "COURSE_COMPLETED", &json!({"hasPassed": true, "score": 86})))
}

fn apply(bencher: Bencher<'_, '_>, record: Record, event: &Event) {
    let enrollment = record.enrollment();
    bencher.bench(|| black_box(&enrollment).apply(black_box(event), at(0)));
}

#[divan::bench(args = Record::ALL)]
fn view(bencher: Bencher<'_, '_>, record: Record) {
    let enrollment = record.enrollment();
    bencher.bench(|| black_box(&enrollment).view());
}

/// Part of each `apply`: what it costs that an enrollment is not changed in place.
#[divan::bench(args = Record::ALL)]
fn copy(bencher: Bencher<'_, '_>, record: Record) {
    let enrollment = record.enrollment();
    bencher.bench(|| black_box(&enrollment).clone());
}

/// A batch that holds a whole life, from the enrollment to the completion.
#[divan::bench]
fn fold_ten_events(bencher: Bencher<'_, '_>) {
    let life: Vec<Event> = life(10).iter().map(|raw| read(raw)).collect();
    let apply = |known: Enrollment, event: &Event| known.apply(event, at(0)).enrollment;
    bencher
        .counter(ItemsCount::new(life.len()))
        .bench(|| black_box(&life).iter().fold(Enrollment::default(), apply));
}
