//! What is believed of an event, and what is not.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::{Enrollment, Event, EventError, Origin, State};
use serde_json::{Value, json};

fn parse(name: &str, data: &Value) -> Result<Event, EventError> {
    let raw = json!({"eventName": name, "timestamp": "2026-11-30T10:00:00Z", "data": data});
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook)
}

fn completion(has_passed: &Value) -> Result<Event, EventError> {
    let data = json!({
        "userId": 7, "loId": "course:1", "loInstanceId": "course:1_2", "hasPassed": has_passed,
    });
    parse("COURSE_COMPLETED", &data)
}

fn changes(event: &Event) -> Vec<&'static str> {
    let applied = Enrollment::default().apply(event, "2026-12-01T00:00:00Z".parse().unwrap());
    assert_eq!(applied.after.state, State::Completed);
    applied.changes.iter().map(milepost_domain::Change::name).collect()
}

#[test]
fn a_failure_in_any_spelling_is_no_completion() {
    for has_passed in [json!(0), json!("0"), json!("FAILED"), json!("no"), json!("false ")] {
        let event = completion(&has_passed).unwrap();
        assert_eq!(event.key(), completion(&json!(false)).unwrap().key(), "{has_passed}");
        assert_eq!(changes(&event), ["failed"], "{has_passed}");
    }
}

#[test]
fn a_pass_in_any_spelling_and_one_that_nobody_mentions_are_completions() {
    for has_passed in [json!(true), json!(1), json!("Yes"), json!("PASSED"), json!(null), json!("")]
    {
        assert_eq!(changes(&completion(&has_passed).unwrap()), ["completed"], "{has_passed}");
    }
}

#[test]
fn a_completion_that_does_not_say_clearly_whether_it_was_passed_is_refused() {
    for has_passed in [json!("maybe"), json!(7), json!([]), json!({"value": false})] {
        let refused = completion(&has_passed).unwrap_err();
        assert_eq!((&refused, refused.reason()), (&EventError::InvalidPassed, "invalid_passed"));
    }
    let progress = json!({"userId": 7, "loInstanceId": "course:1_2", "hasPassed": "maybe"});
    assert!(parse("LEARNER_PROGRESS", &progress).is_ok(), "nobody asks it");
}

#[test]
fn ids_that_a_spreadsheet_has_touched_make_no_other_event() {
    let event = |user: Value, lo: Value| {
        let data = json!({"userId": user, "loId": lo, "loInstanceId": "course:1_2"});
        parse("COURSE_COMPLETED", &data).map(|event| event.key())
    };
    let expected = event(json!(20_411_227), json!(7));
    for (user, lo) in [
        (json!(2.041_122_7e7), json!(7.0)),
        (json!("2.0411227E7"), json!("7.0")),
        (json!("2.0411227E+07"), json!("7")),
    ] {
        assert_eq!(event(user, lo), expected);
    }
    let invalid = |field| Err(EventError::InvalidId { field });
    assert_eq!(event(json!("2.04E+07"), json!(7)), invalid("userId"));
    assert_eq!(event(json!(7), json!(7.5)), invalid("loId"));
    assert_eq!(event(json!(1e16), json!(7)), invalid("userId"));
}

#[test]
fn a_name_that_looks_like_a_number_keeps_its_spelling() {
    for id in ["1e5", "007", "7.5"] {
        let event = parse("COURSE_COMPLETED", &json!({"userId": id, "loInstanceId": "course:1_2"}));
        assert_eq!(event.unwrap().user.unwrap().as_str(), id);
    }
}

#[test]
fn a_certification_without_an_instance_is_its_own() {
    for (name, data) in [
        ("CERTIFICATION_COMPLETED", json!({"userId": 7, "loId": "certification:5"})),
        ("CERTIFICATION_ENROLLMENT_BATCH", json!({"userId": 7, "loId": "certification:5"})),
        ("LEARNER_PROGRESS", json!({"userId": 7, "loId": "certification:5", "loInstanceId": ""})),
    ] {
        let event = parse(name, &data).unwrap();
        assert_eq!(event.lo_instance.unwrap().as_str(), "certification:5", "{name}");
    }
    let bare = json!({"userId": 7, "loId": 5, "loType": "certification"});
    assert_eq!(parse("LEARNER_PROGRESS", &bare).unwrap().lo_instance.unwrap().as_str(), "5");
    let named =
        json!({"userId": 7, "loId": "certification:5", "loInstanceId": "certification:5_6"});
    let event = parse("CERTIFICATION_COMPLETED", &named).unwrap();
    assert_eq!(event.lo_instance.unwrap().as_str(), "certification:5_6");
    let missing = Err(EventError::MissingId { field: "loInstanceId" });
    assert_eq!(parse("COURSE_COMPLETED", &json!({"userId": 7, "loId": "course:5"})), missing);
    assert_eq!(parse("CERTIFICATION_COMPLETED", &json!({"userId": 7})), missing);
}
