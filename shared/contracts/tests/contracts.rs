//! The contracts hold: every message fits its schema, every item survives its table, every id
//! fits its queue.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use jsonschema::Validator;
use milepost_contracts::{
    CatalogChanged, EnrollmentChanged, EnrollmentItem, EventMessage, HistoryItem, KnownEnrollment,
    Outcome, Transition, deduplication_id, group_id, history_key,
};
use milepost_domain::{Applied, Enrollment, Event, Origin, RecordKey, Time};
use proptest::prelude::*;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

fn schema() -> Validator {
    validator(include_str!("../schemas/milepost.enrollment.changed.v1.schema.json"))
}

fn catalog_schema() -> Validator {
    validator(include_str!("../schemas/milepost.catalog.changed.v1.schema.json"))
}

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn errors(schema: &Validator, message: &Value) -> Vec<String> {
    schema.iter_errors(message).map(|error| error.to_string()).collect()
}

fn event() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("COURSE_ENROLLMENT"),
        Just("COURSE_UNENROLLMENT"),
        Just("COURSE_COMPLETED"),
        Just("COURSE_ALTERNATE_COMPLETED"),
        Just("COURSE_ALTERNATE_REVOKED"),
        Just("LEARNING_PATH_COMPLETION_ROLLBACK"),
        Just("LEARNER_PROGRESS"),
    ];
    let passed = proptest::option::of(any::<bool>());
    (name, 0_i64..20, 0_u8..=100, passed, -1e9..1e9_f64, "[a-z:#% ]{0,8}").prop_map(
        |(name, minute, percent, passed, score, module)| {
            json!({
                "eventId": format!("{name}-{minute}"), "eventName": name,
                "timestamp": 1_760_000_000_000_i64 + minute * 60_000,
                "data": {
                    "userId": 7, "loId": "course:1", "loInstanceId": "course:1_2", "enrollmentSource": "SELF_ENROLL",
                    "progressPercent": percent, "hasPassed": passed, "score": score, "moduleId": module,
                },
            })
        },
    )
}

/// An event of the catalog, with or without ids, and with anything in the place of its counts.
fn catalog_event() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("LEARNING_OBJECT_DRAFT"),
        Just("LEARNING_OBJECT_MODIFICATION_BATCH"),
        Just("LEARNING_OBJECT_DELETION"),
        Just("LEARNING_OBJECT_INSTANCE_DELETION"),
        Just("CI_STATS"),
    ];
    let ids = (proptest::option::of(id()), proptest::option::of(id()));
    let count = || {
        prop_oneof![
            any::<u64>().prop_map(Value::from),
            any::<i32>().prop_map(|count| Value::from(count.to_string())),
            any::<f64>().prop_map(Value::from),
            Just(Value::Null),
        ]
    };
    (name, ids, count(), count(), count()).prop_map(|(name, (lo, instance), limit, taken, wait)| {
        json!({"eventName": name, "data": {
            "loId": lo, "loInstanceId": instance, "seatLimit": limit, "enrollmentCount": taken,
            "waitlistCount": wait,
        }})
    })
}

fn parse(raw: &Value) -> Event {
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook).unwrap()
}

fn now() -> Time {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Applies a life and hands over each step.
fn live(life: &[Value], mut step: impl FnMut(&Event, &RecordKey, &Applied)) -> Enrollment {
    let mut enrollment = Enrollment::default();
    for raw in life {
        let event = parse(raw);
        let applied = enrollment.apply(&event, now());
        step(&event, &event.record_key().unwrap(), &applied);
        enrollment = applied.enrollment;
    }
    enrollment
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_message_fits_its_schema(life in prop::collection::vec(event(), 1..15)) {
        let schema = schema();
        live(&life, |event, record, applied| {
            let changed = EnrollmentChanged::of(record, event, applied, 1);
            assert_eq!(changed.is_none(), applied.changes.is_empty());
            let Some(changed) = changed else { return };
            let message = changed.into_cloud_event(event.key().to_string());
            let value = serde_json::to_value(&message).unwrap();
            assert_eq!(errors(&schema, &value), [""; 0], "{value}");
            assert_eq!(Transition::from_body(&message.to_body().unwrap()).unwrap(), Transition::Enrollment(message));
        });
    }

    #[test]
    fn every_message_of_the_catalog_fits_its_schema(raw in catalog_event()) {
        let event = parse(&raw);
        if let Some(changed) = CatalogChanged::of(&event, &raw.to_string(), now()) {
            let message = changed.into_cloud_event(event.key().to_string());
            let value = serde_json::to_value(&message).unwrap();
            prop_assert_eq!(errors(&catalog_schema(), &value), [""; 0], "{}", value);
            let read = Transition::from_body(&message.to_body().unwrap()).unwrap();
            prop_assert_eq!(read, Transition::Catalog(message));
        } else {
            prop_assert!(event.lo.is_none() && event.lo_instance.is_none());
        }
    }

    #[test]
    fn every_item_survives_its_table(life in prop::collection::vec(event(), 1..15)) {
        let enrollment = live(&life, |event, record, applied| {
            let raw = to_raw_value(&json!({"as": "sent"})).unwrap();
            let message = EventMessage::new(event, raw, now());
            let outcome = Outcome {
                decision: applied.decision, applied: Some(applied), processed_at: now(), retention_days: 30,
            };
            let changed = EnrollmentChanged::of(record, event, applied, 7);
            let row = HistoryItem::new(event, event.key(), &message, outcome, changed.as_ref());
            let item: serde_dynamo::Item = serde_dynamo::to_item(&row).unwrap();
            let read: HistoryItem = serde_dynamo::from_item(item).unwrap();
            assert_eq!(read, row);
            let message = changed.map(|it| Transition::Enrollment(it.into_cloud_event(event.key().to_string())));
            assert_eq!(read.transition().unwrap(), message);
        });
        let record = parse(&life[0]).record_key().unwrap();
        let item = EnrollmentItem::new(&record, &enrollment, 3);
        let stored: serde_dynamo::Item = serde_dynamo::to_item(&item).unwrap();
        let known: KnownEnrollment = serde_dynamo::from_item(stored.clone()).unwrap();
        prop_assert_eq!((known.version, known.into_enrollment()), (3, enrollment));
        let read: EnrollmentItem = serde_dynamo::from_item(stored).unwrap();
        prop_assert_eq!(read, item);
    }

    /// SQS: at most 128 characters of letters, digits and punctuation. `DynamoDB`: partition keys of
    /// at most 2048 bytes, sort keys of at most 1024.
    #[test]
    fn ids_of_any_kind_fit_queue_and_table(account in "[#%]{1,32}", user in id(), instance in id()) {
        let raw = json!({
            "eventName": "COURSE_ENROLLMENT", "data": {"userId": user, "loInstanceId": instance},
        });
        let event = Event::parse(&raw.to_string(), &account.parse().unwrap(), Origin::Webhook).unwrap();
        for id in [group_id(&event), deduplication_id(&event)] {
            prop_assert!(id.len() <= 128 && id.chars().all(|character| character.is_ascii_alphanumeric()));
        }
        let key = history_key(&event, event.key());
        prop_assert!(key.pk.len() <= 2048 && key.sk.len() <= 1024, "{} {}", key.pk.len(), key.sk.len());
    }
}

/// Any text of 1 to 256 bytes, often of the characters that are escaped.
fn id() -> impl Strategy<Value = String> {
    prop_oneof!["[#%]{1,256}", "\\PC{1,60}", "[a-z0-9:_]{1,20}"]
        .prop_filter("at most 256 bytes", |id| id.len() <= 256)
}

#[test]
fn the_schema_refuses_what_we_never_say() {
    let mut message = Value::Null;
    let raw = json!({
        "eventName": "LEARNER_PROGRESS", "timestamp": 1_760_000_000,
        "data": {"userId": 7, "loInstanceId": "course:1_2", "progressPercent": 30},
    });
    live(&[raw], |event, record, applied| {
        let changed = EnrollmentChanged::of(record, event, applied, 1).unwrap();
        message = serde_json::to_value(changed.into_cloud_event(event.key().to_string())).unwrap();
    });
    let never = [
        ("/id", json!("x")),
        ("/data/stateTo", json!("gone")),
        ("/data/progressPercent", json!(101)),
        ("/data/changes", json!([])),
        ("/data/changes/0/type", json!("vanished")),
    ];
    refuses(&schema(), &message, never);
}

#[test]
fn the_schema_of_the_catalog_refuses_what_we_never_say() {
    let raw = json!({
        "eventName": "CI_STATS", "data": {"loInstanceId": "course:1_2", "seatLimit": 30},
    });
    let event = parse(&raw);
    let changed = CatalogChanged::of(&event, &raw.to_string(), now()).unwrap();
    let message = serde_json::to_value(changed.into_cloud_event(event.key().to_string())).unwrap();
    let never = [
        ("/type", json!("milepost.enrollment.changed.v1")),
        ("/subject", json!("")),
        ("/data/change", json!("vanished")),
        ("/data/seats", json!({})),
        ("/data/seats/seatLimit", json!(-1)),
    ];
    refuses(&catalog_schema(), &message, never);
}

/// The message is fine, and none of these changes is.
fn refuses<const N: usize>(schema: &Validator, message: &Value, never: [(&str, Value); N]) {
    assert_eq!(errors(schema, message), [""; 0]);
    for (pointer, value) in never {
        let mut wrong = message.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&wrong), "{pointer}");
    }
}

#[test]
fn the_learning_object_is_that_of_the_instance_unless_an_event_names_one() {
    let event = |lo: Value| {
        let data = json!({"userId": 7, "loId": lo, "loInstanceId": "course:1_2"});
        let raw = json!({"eventName": "COURSE_COMPLETED", "data": data}).to_string();
        Event::parse(&raw, &"1234".parse().unwrap(), Origin::Webhook).unwrap()
    };
    for (lo, expected) in [(json!(null), "course:1"), (json!("course:9"), "course:9")] {
        let event = event(lo);
        let record = event.record_key().unwrap();
        let at: Time = "2026-12-01T00:00:00Z".parse().unwrap();
        let applied = Enrollment::default().apply(&event, at);
        let changed = EnrollmentChanged::of(&record, &event, &applied, 1).unwrap();
        assert_eq!(changed.lo_id.unwrap().as_str(), expected);
        let item = EnrollmentItem::new(&record, &applied.enrollment, 1);
        assert_eq!(item.lo_id.unwrap().as_str(), expected);
    }
    assert!(event(json!(null)).lo.is_none(), "it would have another key");
}
