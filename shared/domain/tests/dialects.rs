//! The forms in which one and the same thing may be said, and what cannot be read.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::webhook::{self, BodyError};
use milepost_domain::{AccountId, Event, EventError, EventKind, Origin, Via};
use serde_json::{Value, json};

fn account() -> AccountId {
    "1234".parse().unwrap()
}

fn parse(event: &Value) -> Result<Event, EventError> {
    Event::parse(&event.to_string(), &account(), Origin::Webhook)
}

fn envelope_event() -> Value {
    json!({
        "eventId": "e-1", "eventName": "COURSE_COMPLETED", "timestamp": "2024-11-08T03:49:52.000Z",
        "data": {"userId": 7, "loId": "course:1", "loInstanceId": "course:1_2", "hasPassed": true,
                 "dateCompleted": "2024-11-08T03:49:00.000Z"},
    })
}

#[test]
fn the_form_of_ids_and_times_makes_no_other_event() {
    let event = parse(&envelope_event()).unwrap();
    let mut other = envelope_event();
    other["timestamp"] = json!(1_731_037_792_000_i64);
    other["data"]["userId"] = json!("7");
    other["data"]["dateCompleted"] = json!(1_731_037_740);
    assert_eq!(parse(&other).unwrap(), event);
    assert_eq!(parse(&other).unwrap().key(), event.key());
    other["eventName"] = json!("COURSE_COMPLETED_BATCH");
    assert_ne!(parse(&other).unwrap().key(), event.key());
}

#[test]
fn the_flat_dialect_of_the_missions_examples_is_read() {
    let event = parse(&json!({
        "eventName": "LEARNER_PROGRESS", "userId": "emp123", "learningObjectId": "course-9",
        "progress": 75, "moduleId": "m-3", "eventTime": 1_760_000_000_000_i64,
    }))
    .unwrap();
    assert_eq!(event.kind, EventKind::Progressed);
    assert_eq!(event.user.unwrap().as_str(), "emp123");
    assert_eq!(event.lo_instance.unwrap().as_str(), "course-9", "the instance is the object's id");
    assert_eq!(event.details.percent, Some(75));
    assert_eq!(event.details.module_id.as_deref(), Some("m-3"));
    let by_course = parse(&json!({
        "eventName": "COURSE_COMPLETION", "userId": 1, "courseId": "course:5", "score": 92, "dueDate": "2026-12-01",
    }))
    .unwrap();
    assert_eq!(by_course.kind, EventKind::Completed(Via::Direct));
    assert_eq!(by_course.occurred_at, None);
    assert!(by_course.details.due_at.is_some());
}

#[test]
fn aliases_and_alternates_have_their_meaning() {
    for (name, kind) in [
        ("COURSE_COMPLETION", EventKind::Completed(Via::Direct)),
        ("LEARNER_COMPLETION", EventKind::Completed(Via::Direct)),
        ("COURSE_PROGRESS", EventKind::Progressed),
        ("LEARNER_ENROLLMENT", EventKind::Enrolled),
        ("LEARNER_UNENROLLMENT", EventKind::Dropped),
        ("COURSE_ALTERNATE_COMPLETED", EventKind::Completed(Via::Alternate)),
        ("COURSE_ALTERNATE_COMPLETION_REVOKED", EventKind::Revoked(Via::Alternate)),
        ("ALTERNATE_COMPLETION_BATCH", EventKind::Completed(Via::Alternate)),
        ("COURSE_ALTERNATE_COMPLETION_ROLLBACK_BATCH", EventKind::Revoked(Via::Alternate)),
        ("ALTERNATE_REVOCATION", EventKind::Revoked(Via::Alternate)),
        ("COURSE_ALTERNATE_COMPLETION_REMOVED", EventKind::Unrecognised),
        ("COURSE_ALTERNATE_COMPLETION_WITHDRAWN_BATCH", EventKind::Unrecognised),
        ("COURSE_ALTERNATE_NOT_COMPLETED", EventKind::Unrecognised),
        ("COURSE_ALTERNATE_REVOCATION_COMPLETED", EventKind::Unrecognised),
        ("COURSE_ALTERNATE_INCOMPLETED", EventKind::Unrecognised),
        ("BADGE_AWARDED", EventKind::Unrecognised),
        ("MILEPOST_STALLED", EventKind::Unrecognised),
    ] {
        assert_eq!(EventKind::of(name, Origin::Webhook), kind, "{name}");
    }
    assert_eq!(EventKind::of("MILEPOST_STALLED", Origin::Sweep), EventKind::Stalled);
}

#[test]
fn what_cannot_be_routed_says_why() {
    let with = |change: fn(&mut Value)| {
        let mut event = envelope_event();
        change(&mut event);
        parse(&event).map(|_| ()).unwrap_err().reason()
    };
    assert_eq!(with(|event| event["eventName"] = json!(null)), "invalid_event_name");
    assert_eq!(with(|event| event["eventName"] = json!(["x"])), "invalid_event_name");
    assert_eq!(with(|event| event["timestamp"] = json!("soon")), "invalid_time");
    assert_eq!(with(|event| event["timestamp"] = json!("9999-12-31T23:59:59Z")), "invalid_time");
    assert_eq!(with(|event| event["data"]["userId"] = json!(null)), "missing_id");
    assert_eq!(with(|event| event["data"]["loInstanceId"] = json!("")), "missing_id");
    assert_eq!(with(|event| event["data"]["userId"] = json!({"id": 1})), "invalid_id");
    assert_eq!(with(|event| event["data"]["userId"] = json!(1e30)), "invalid_id");
    assert_eq!(with(|event| event["data"]["userId"] = json!("x".repeat(257))), "invalid_id");
    assert_eq!(with(|event| event["data"] = json!("text")), "missing_id");
    assert_eq!(
        Event::parse("[1]", &account(), Origin::Webhook).unwrap_err().reason(),
        "event_not_an_object"
    );
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let event = format!(r#"{{"eventName":"X","data":{deep}}}"#);
    assert_eq!(Event::parse(&event, &account(), Origin::Webhook).unwrap_err(), EventError::NotJson);
}

#[test]
fn strange_but_legal_ids_are_opaque() {
    for id in ["a b", "\"'", "\u{0}", "#%", "名前"] {
        let mut event = envelope_event();
        event["data"]["userId"] = json!(id);
        assert_eq!(parse(&event).unwrap().user.unwrap().as_str(), id);
    }
}

#[test]
fn events_without_a_learner_belong_to_their_object_and_day() {
    let scope = |event: Value| parse(&event).unwrap().scope().to_string();
    let seats = json!({"eventName": "CI_STATS", "timestamp": "2024-11-08T03:49:52Z", "data": {"loInstanceId": "course:1_2"}});
    assert_eq!(scope(seats), "object#1234#course:1_2#2024-11-08");
    let unknown =
        json!({"eventName": "NEW_THING", "timestamp": "2024-11-08T03:49:52Z", "data": {"a": 1}});
    assert_eq!(scope(unknown), "name#1234#NEW_THING#2024-11-08");
    let undated = scope(json!({"eventName": "NEW_THING", "data": {"a": 1}}));
    assert!(undated.starts_with("name#1234#NEW_THING#undated-"), "{undated}");
}

#[test]
fn unrecognised_events_are_told_apart_by_all_they_say() {
    let event =
        |n: i64| parse(&json!({"eventId": "same", "eventName": "NEW", "data": {"n": n}})).unwrap();
    assert_ne!(event(1).key(), event(2).key());
    assert_eq!(event(1).key(), event(1).key());
}

#[test]
fn a_body_that_holds_nothing_says_why() {
    let reason = |body: &[u8]| webhook::read(body).map(|_| ()).unwrap_err();
    assert_eq!(reason(b""), BodyError::Empty);
    assert_eq!(reason(b" \n"), BodyError::Empty);
    assert_eq!(reason(&[0xff, 0xfe]), BodyError::NotUtf8);
    assert_eq!(reason(b"hello"), BodyError::NotJson);
    assert_eq!(reason(b"[{}]"), BodyError::NotAnObject);
    assert_eq!(reason(b"\"text\""), BodyError::NotAnObject);
    assert_eq!(reason(b"{}"), BodyError::NoEvents);
    assert_eq!(reason(br#"{"events": 3}"#), BodyError::EventsNotAList);
    assert_eq!(reason(br#"{"accountId": [], "events": []}"#), BodyError::InvalidAccount);
    assert_eq!(reason(br#"{"accountId": 1, "events": [,]}"#), BodyError::NotJson);
    let deep = format!("{{\"x\":{}{},}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(reason(deep.as_bytes()), BodyError::NotJson);
}

#[test]
fn trailing_commas_are_forgiven_and_nothing_else() {
    let webhook = webhook::read(br#"{"accountId": 1, "events": [{"eventName": "A",},],}"#).unwrap();
    assert_eq!(webhook.events.len(), 1);
    assert_eq!(webhook.events[0].get(), r#"{"eventName":"A"}"#);
    assert!(webhook::read(br#"{"accountId": 1, /* x */ "events": []}"#).is_err());
    assert!(webhook::read(br#"{'accountId': 1, "events": []}"#).is_err());
}

#[test]
fn a_challenge_is_found_if_it_is_short() {
    let challenge = |text: &str| {
        webhook::read(json!({"challenge": text}).to_string().as_bytes()).map(|it| it.challenge)
    };
    assert_eq!(challenge("abc").unwrap().as_deref(), Some("abc"));
    assert_eq!(challenge(&"x".repeat(257)).unwrap_err(), BodyError::NoEvents);
}
