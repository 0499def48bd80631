use milepost_contracts::CloudEvent;
use milepost_domain::LoType;
use serde_json::{Value, json};

use super::*;

const KEY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn policy(for_alternates: bool, lo_types: &[&str]) -> Eligibility {
    Eligibility { for_alternates, lo_types: lo_types.iter().map(|it| lo_type(it)).collect() }
}

fn lo_type(text: &str) -> LoType {
    serde_json::from_value(json!(text)).unwrap()
}

fn change(changes: &Value) -> String {
    json!({
        "specversion": "1.0", "id": KEY, "source": "/milepost/progress", "subject": "1#7#course:1_2",
        "type": "milepost.enrollment.changed.v1", "time": "2026-11-23T12:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "accountId": "1", "userId": "7", "loId": "course:1", "loInstanceId": "course:1_2", "loType": "course",
            "eventName": "COURSE_COMPLETED", "version": 3, "attempt": 1, "stateFrom": "in_progress",
            "stateTo": "completed", "progressPercent": 100, "occurredAt": "2026-11-23T12:00:00.000Z",
            "score": 70, "changes": changes,
        },
    })
    .to_string()
}

fn facts(changes: &Value, policy: &Eligibility) -> Vec<Fact> {
    let (_, instructions) = read(&change(changes), policy).unwrap();
    let fact = |instruction| match instruction {
        Instruction::Completion(completion) => Some(completion.fact),
        _ => None,
    };
    instructions.into_iter().filter_map(fact).collect()
}

fn announced(at: &str, score: Option<u8>) -> Fact {
    Fact::Announced { at: at.parse().unwrap(), score: score.map(Into::into) }
}

#[test]
fn a_completion_is_announced_and_its_revocation_names_it() {
    let changes = json!([
        {"type": "completion_revoked", "completion": KEY, "reason": "superseded"},
        {"type": "completed", "completion": KEY},
        {"type": "progressed", "from": 10, "to": 100},
    ]);
    let facts = facts(&changes, &policy(false, &[]));
    // A message of a release before certificates.
    let announced = announced("2026-11-23T12:00:00Z", Some(70));
    assert_eq!(facts, [Fact::Withdrawn(Reason::Superseded), announced]);
}

#[test]
fn an_alternate_gets_one_only_if_the_company_wants_that() {
    let at = "2026-11-22T12:00:00Z";
    let changes = json!([{"type": "completed_by_alternate", "completion": KEY, "completedAt": at}]);
    assert_eq!(facts(&changes, &policy(false, &[])), []);
    assert_eq!(facts(&changes, &policy(true, &[])), [announced(at, None)]);
}

#[test]
fn types_can_be_left_out_but_a_revocation_always_counts() {
    let changes = json!([
        {"type": "completed", "completion": KEY},
        {"type": "completion_revoked", "completion": KEY, "reason": "rolled_back"},
    ]);
    let only_certifications = policy(true, &["certification"]);
    assert_eq!(facts(&changes, &only_certifications), [Fact::Withdrawn(Reason::RolledBack)]);
    assert_eq!(facts(&changes, &policy(true, &["course"])).len(), 2);
}

#[test]
fn at_75_percent_what_will_be_needed_is_fetched_ahead() {
    for (percent, expected) in [(50, 0), (75, 1), (90, 0)] {
        let changes = json!([{"type": "milestone", "percent": percent}]);
        let (id, instructions) = read(&change(&changes), &policy(false, &[])).unwrap();
        let prepares =
            instructions.iter().filter(|it| matches!(it, Instruction::Prepare(_))).count();
        assert_eq!((id.as_str(), prepares), (KEY, expected), "{percent}");
    }
}

#[test]
fn who_failed_gets_none() {
    assert_eq!(facts(&json!([{"type": "failed"}]), &policy(true, &[])), []);
}

#[test]
fn requests_are_told_apart_by_their_type() {
    let (time, day) = ("2026-11-23T12:00:00Z".parse().unwrap(), jiff::civil::date(2026, 11, 22));
    let request = Request {
        requested_by: Some("arn:aws:iam::1:user/ana".to_owned()),
        completed_on: Some(day),
        ..Request::of(milepost_certificate::CertificateId::from_bytes([1; 16]))
    };
    for (kind, demand) in [
        (CERTIFICATE_REVOCATION_REQUESTED, Demand::Revoke),
        (CERTIFICATE_REISSUE_REQUESTED, Demand::Reissue),
        (CERTIFICATE_RENEWAL_REQUESTED, Demand::Renew { completed_on: day }),
        (CERTIFICATE_REMINDER_DUE, Demand::Remind),
        (CERTIFICATE_RESUMED, Demand::Resume),
    ] {
        let event: CloudEvent<Request> =
            request.clone().into_cloud_event(kind, "/milepost/cli", "r1".to_owned(), time);
        let (id, instructions) = read(&event.to_body().unwrap(), &policy(false, &[])).unwrap();
        let request = request.clone();
        assert_eq!(
            (id.as_str(), instructions),
            ("r1", vec![Instruction::Certificate { demand, request }])
        );
    }
}

#[test]
fn a_renewal_without_a_time_is_refused() {
    let request = Request::of(milepost_certificate::CertificateId::from_bytes([1; 16]));
    let time = "2026-11-23T12:00:00Z".parse().unwrap();
    let (kind, id) = (CERTIFICATE_RENEWAL_REQUESTED, "r1".to_owned());
    let body = request.into_cloud_event(kind, "/milepost/cli", id, time).to_body().unwrap();
    assert_eq!(read(&body, &policy(false, &[])), Err(NotForUs));
}

#[test]
fn what_is_none_of_ours_is_refused() {
    for body in ["{", "{}", r#"{"type":"other","id":"1"}"#] {
        assert_eq!(read(body, &policy(true, &[])), Err(NotForUs), "{body}");
    }
}
