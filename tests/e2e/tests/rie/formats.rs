//! The payloads are what the code sends: a format that changes must change them.

use milepost_contracts::{CloudEvent, EventMessage, Transition, deduplication_id, group_id};
use milepost_domain::Event;
use milepost_e2e::payloads::{self, Case};
use milepost_notification::NotificationMessage;
use serde_json::{Value, json};

/// The messages of all payloads that can be read like this, with what was read.
fn messages<T>(read: impl Fn(&str) -> Option<T>) -> Vec<(Value, T)> {
    let records: Vec<_> = payloads::all().flat_map(|case| Case::records(&case)).collect();
    let readable = |record: Value| Some((record.clone(), read(record["body"].as_str()?)?));
    let found: Vec<_> = records.into_iter().filter_map(readable).collect();
    assert!(!found.is_empty(), "no payload is one");
    found
}

#[test]
fn the_events_are_as_ingest_sends_them() {
    for (record, message) in messages(|body| EventMessage::from_body(body).ok()) {
        let event: Event = message.event().expect("an event");
        let attributes = &record["attributes"];
        assert_eq!(attributes["MessageGroupId"], group_id(&event), "{record}");
        assert_eq!(attributes["MessageDeduplicationId"], deduplication_id(&event), "{record}");
        assert_eq!(message.to_body().expect("a body"), record["body"]);
    }
}

#[test]
fn the_changes_are_as_progress_publishes_them() {
    for (record, change) in messages(|body| Transition::from_body(body).ok()) {
        let written = match &change {
            Transition::Enrollment(event) => event.to_body(),
            Transition::Catalog(event) => event.to_body(),
        };
        assert_eq!(written.expect("JSON"), record["body"]);
        let filter = change.filter_attributes();
        let attribute = |name: &str| record["messageAttributes"][name]["stringValue"].clone();
        assert_eq!(attribute("changes"), json!(filter.changes).to_string());
        assert_eq!(attribute("account"), filter.account);
        assert_eq!(attribute("lo_type"), filter.lo_type);
    }
}

#[test]
fn the_notifications_are_as_notifications_publishes_them() {
    let read = |body: &str| serde_json::from_str::<CloudEvent<NotificationMessage>>(body).ok();
    for (record, event) in messages(read) {
        assert_eq!(event.to_body().expect("JSON"), record["body"]);
        for (name, value) in event.data.filter_attributes() {
            assert_eq!(record["messageAttributes"][name]["stringValue"], value);
        }
    }
}
