//! The sample webhooks of the repository, worked in: what the tables of tests show.

use std::collections::BTreeMap;
use std::path::Path;

use milepost_contracts::{EnrollmentItem, EventMessage, HistoryItem, Outcome};
use milepost_domain::{Decision, Enrollment, Event, Origin, RecordKey, Time, webhook};
use serde_json::value::RawValue;

/// All sample webhooks, in order of their names.
pub(crate) fn webhooks() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events/webhooks");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The records that they make.
pub(crate) fn enrollments() -> Vec<EnrollmentItem> {
    work_in().0
}

/// The history that they make.
pub(crate) fn history() -> Vec<HistoryItem> {
    work_in().1
}

fn work_in() -> (Vec<EnrollmentItem>, Vec<HistoryItem>) {
    let mut records: BTreeMap<RecordKey, Enrollment> = BTreeMap::new();
    let mut rows = Vec::new();
    for (name, body) in webhooks() {
        let webhook = webhook::read(&body).unwrap_or_else(|error| panic!("{name}: {error}"));
        let account = webhook.account.unwrap_or_default();
        for raw in webhook.events {
            let event = Event::parse(raw.get(), &account, Origin::Webhook).unwrap();
            rows.push(row(&mut records, &event, raw));
        }
    }
    let item = |(record, enrollment)| EnrollmentItem::new(record, enrollment, 1);
    (records.iter().map(item).collect(), rows)
}

fn row(
    records: &mut BTreeMap<RecordKey, Enrollment>,
    event: &Event,
    raw: Box<RawValue>,
) -> HistoryItem {
    let received_at: Time = "2026-11-23T08:00:00.250Z".parse().unwrap();
    let applied = event.record_key().map(|record| {
        let enrollment = records.entry(record).or_default();
        let applied = enrollment.apply(event, received_at);
        *enrollment = applied.enrollment.clone();
        applied
    });
    let decision = match &applied {
        Some(applied) => applied.decision,
        None => Decision::without_enrollment(event.kind),
    };
    let outcome = Outcome {
        decision,
        applied: applied.as_ref(),
        processed_at: received_at,
        retention_days: 30,
    };
    HistoryItem::new(event, event.key(), &EventMessage::new(event, raw, received_at), outcome, None)
}
