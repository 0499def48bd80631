use milepost_domain::{State, Time};
use milepost_runtime::trace::event_key;
use serde_json::{Value, json};

use super::*;
use crate::{
    Audience, Channel, Content, Notice, Notification, NotificationMessage, Recipient, Severity,
};

const KEY: &str = "00000000000000000000000000000000000000000000000000000000000000aa";
const CERTIFICATE: &str = "00112233-4455-4677-8899-aabbccddeeff";

fn changed(changes: &Value) -> String {
    json!({
        "specversion": "1.0", "id": KEY, "source": "/milepost/progress", "subject": "1#17#course:1_2",
        "type": "milepost.enrollment.changed.v1", "time": "2026-11-20T08:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "accountId": "1", "userId": "17", "loId": "course:1", "loInstanceId": "course:1_2",
            "loType": "course", "eventName": "LEARNER_PROGRESS", "version": 3, "attempt": 1,
            "stateFrom": State::InProgress, "stateTo": State::InProgress, "progressPercent": 55,
            "source": "ADMIN_ENROLL", "occurredAt": "2026-11-20T08:00:00.000Z", "changes": changes,
        },
    })
    .to_string()
}

fn outcome(kind: &str, more: &Value) -> String {
    let mut data = json!({
        "certificateId": CERTIFICATE, "verificationUrl": "https://learn.example.com/certificates/x",
        "accountId": "1", "userId": "17", "loInstanceId": "course:1_2", "completion": KEY,
        "completedAt": "2025-11-20T08:00:00.000Z",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        data[name] = value.clone();
    }
    json!({
        "specversion": "1.0", "id": "x", "source": "/milepost/certificates", "subject": CERTIFICATE,
        "type": kind, "time": "2026-11-21T08:00:00.000Z", "datacontenttype": "application/json",
        "data": data,
    })
    .to_string()
}

fn news(body: &str) -> Vec<News> {
    read(body, &Eligibility::default()).unwrap()
}

#[test]
fn each_change_that_rules_know_is_a_piece_of_news() {
    let all = news(&changed(&json!([
        {"type": "started"},
        {"type": "progressed", "from": 10, "to": 55},
        {"type": "milestone", "percent": 25},
        {"type": "milestone", "percent": 50},
        {"type": "module_completed"},
    ])));
    let told: Vec<_> = all.iter().map(|it| (it.trigger, it.details.percent)).collect();
    assert_eq!(
        told,
        [
            (Trigger::Started, Some(55)),
            (Trigger::Milestone, Some(25)),
            (Trigger::Milestone, Some(50)),
        ]
    );
    assert!(all.iter().all(|it| it.cause == KEY && it.about.user_id.as_str() == "17"));
}

#[test]
fn a_stall_is_one_for_the_activity_that_was_seen() {
    let saw = |at: &str| news(&changed(&json!([{"type": "stalled", "lastActivityAt": at}])));
    let first = saw("2026-11-01T08:00:00.000Z");
    assert_eq!(first[0].cause, "stall#1#17#course:1_2#2026-11-01T08:00:00.000Z");
    assert_ne!(first[0].cause, saw("2026-11-02T08:00:00.000Z")[0].cause);
    // As an older release said it.
    assert_eq!(news(&changed(&json!([{"type": "stalled"}])))[0].cause, KEY);
}

#[test]
fn a_completion_is_as_old_as_its_day() {
    let at = "2019-03-14T09:00:00.000Z";
    let completed = json!({"type": "completed", "completion": KEY, "completedAt": at});
    let all = news(&changed(&json!([completed, {"type": "failed"}])));
    let told = ["2019-03-14T09:00:00Z", "2026-11-20T08:00:00Z"].map(|it| it.parse().unwrap());
    assert_eq!(all.iter().map(|it| it.at).collect::<Vec<Time>>(), told);
}

#[test]
fn a_completion_says_whether_a_certificate_follows() {
    let body = changed(&json!([
        {"type": "completed", "completion": KEY},
        {"type": "completed_by_alternate", "completion": KEY},
    ]));
    let follows: Vec<_> = news(&body).iter().map(|it| it.details.has_certificate).collect();
    assert_eq!(follows, [Some(true), Some(false)]);
    let paths = Eligibility::new(true, Some("learningProgram"));
    let follows = read(&body, &paths).unwrap();
    assert!(follows.iter().all(|it| it.details.has_certificate == Some(false)));
}

#[test]
fn a_certificate_is_as_old_as_its_completion_unless_it_is_issued_again() {
    let first = &news(&outcome(CERTIFICATE_ISSUED, &json!({})))[0];
    assert_eq!((first.trigger, first.cause.as_str()), (Trigger::CertificateIssued, CERTIFICATE));
    assert_eq!(first.at.to_string(), "2025-11-20T08:00:00.000Z");
    assert_eq!(first.details.is_reissued, Some(false));
    let again = json!({"replaces": "ffeeddcc-bbaa-4988-b766-554433221100"});
    let again = &news(&outcome(CERTIFICATE_ISSUED, &again))[0];
    assert_eq!(again.at.to_string(), "2026-11-21T08:00:00.000Z");
    assert_eq!(again.details.is_reissued, Some(true));
    let revoked = &news(&outcome(CERTIFICATE_REVOKED, &json!({"reason": "withdrawn"})))[0];
    assert_eq!(revoked.trigger, Trigger::CertificateRevoked);
    assert_eq!(revoked.details.revoked_for, Some(Reason::Withdrawn));
}

#[test]
fn a_certificate_that_had_expired_when_it_was_issued_is_no_news() {
    for (until, told) in [("2026-11-21T08:00:00.000Z", 0), ("2026-11-21T08:00:00.001Z", 1)] {
        for kind in [CERTIFICATE_ISSUED, CERTIFICATE_REVOKED] {
            let count = news(&outcome(kind, &json!({"validUntil": until}))).len();
            assert_eq!(count, if kind == CERTIFICATE_REVOKED { 1 } else { told }, "{kind} {until}");
        }
    }
}

#[test]
fn that_a_certificate_is_about_to_expire_is_news_of_that_day() {
    let until = json!({"validUntil": "2026-12-21T08:00:00.000Z"});
    let expiring = &news(&outcome(CERTIFICATE_EXPIRING, &until))[0];
    assert_eq!(expiring.trigger, Trigger::CertificateExpiring);
    assert_eq!(expiring.at.to_string(), "2026-11-21T08:00:00.000Z");
    assert_eq!(expiring.details.valid_until, "2026-12-21T08:00:00Z".parse().ok());
}

#[test]
fn what_is_none_of_ours_is_refused() {
    for body in ["{", "{}", r#"{"type":"milepost.points.awarded.v1"}"#] {
        assert_eq!(read(body, &Eligibility::default()), Err(NotForUs), "{body}");
    }
}

#[test]
fn an_event_is_followed_from_its_change_to_what_channels_get() {
    let completed = json!([{"type": "completed", "completion": KEY}]);
    for body in [changed(&completed), outcome(CERTIFICATE_ISSUED, &json!({}))] {
        let notice = Notice {
            rule: "congratulate".to_owned(),
            audience: Audience::Learner,
            channel: Channel::Sms,
            template: "congratulation".to_owned(),
            severity: Severity::Info,
            news: news(&body).remove(0),
        };
        let notification = Notification::new(&notice, None, notice.news.at);
        let recipient = Recipient { user_id: None, address: "+4915112345678".to_owned() };
        let content =
            Content { locale: "en".to_owned(), subject: None, text: "Done".to_owned(), html: None };
        let message = NotificationMessage::of(&notification, recipient, content);
        let sent = message.into_cloud_event(notice.news.at).to_body().unwrap();
        assert_eq!(
            [event_key(&body), event_key(&sent)],
            [Some(KEY.to_owned()), Some(KEY.to_owned())]
        );
    }
}
