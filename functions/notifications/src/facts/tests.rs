use milepost_notification::news::Details;
use milepost_notification::render::{Book, Templates};
use milepost_notification::{About, Channel, News, Notice, Severity, Trigger};
use serde_json::{Value, json};

use super::*;

/// 15 December, 23:59 in Los Angeles.
const DEADLINE: &str = "2026-12-16T07:59:00Z";
/// A Sunday, 17:30 there.
const COMPLETED: &str = "2026-12-14T01:30:00Z";

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

fn notification(created_at: &str) -> Notification {
    let about = json!({"accountId": "1", "userId": "7", "loInstanceId": "course:1_2"});
    let about: About = serde_json::from_value(about).unwrap();
    let details = Details {
        percent: Some(25),
        completed_at: Some(at(COMPLETED)),
        valid_until: Some(at(DEADLINE)),
        ..Details::default()
    };
    let notice = Notice {
        rule: "rule".to_owned(),
        audience: "learner".parse().unwrap(),
        channel: Channel::Email,
        template: "encouragement".to_owned(),
        severity: Severity::Info,
        news: News {
            trigger: Trigger::Milestone,
            about,
            cause: "key".to_owned(),
            event_key: None,
            at: at(created_at),
            details,
        },
    };
    Notification::new(&notice, None, at(created_at))
}

fn known(time_zone: Option<&str>) -> Known {
    let learner = json!({"userId": "7", "name": "Ana", "timeZone": time_zone});
    let instance = json!({
        "loInstanceId": "course:1_2", "loId": "course:1", "completionDeadline": "2026-12-16T07:59:00.000Z",
    });
    let zones = [("356", "America/Los_Angeles"), ("213", "Asia/Kolkata")];
    Known {
        learner: serde_json::from_value(learner).unwrap(),
        instance: serde_json::from_value(instance).unwrap(),
        time_zones: zones
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .into_iter()
            .collect(),
        ..Known::default()
    }
}

fn told(known: &Known, reader: Option<&str>, company: &str, now: &str) -> Facts {
    let addressee = Addressee {
        user_id: None,
        address: "ana@example.com".to_owned(),
        name: None,
        locale: None,
        time_zone: reader.map(|name| name.parse().unwrap()),
    };
    let company = Company { name: "Example".to_owned(), time_zone: company.parse().unwrap() };
    facts(&notification(now), &addressee, known, &company, at(now)).unwrap()
}

fn day(day: Option<Day>) -> Value {
    day.map_or(Value::Null, |it| json!([it.date.to_string(), it.place]))
}

#[test]
fn a_deadline_is_the_learners_day_and_says_where_if_the_reader_has_another() {
    let los_angeles = Some("America/Los_Angeles");
    for (learner, reader, company, expected) in [
        (Some("356"), los_angeles, "Europe/Berlin", json!(["2026-12-15", null])),
        (los_angeles, los_angeles, "Europe/Berlin", json!(["2026-12-15", null])),
        (Some("356"), Some("Europe/Berlin"), "Europe/Berlin", json!(["2026-12-15", "Los Angeles"])),
        (Some("356"), None, "Europe/Berlin", json!(["2026-12-15", "Los Angeles"])),
        (Some("356"), None, "America/Denver", json!(["2026-12-15", "Los Angeles"])),
        (Some("213"), None, "Europe/Berlin", json!(["2026-12-16", null])),
        (Some("999"), None, "America/Los_Angeles", json!(["2026-12-15", null])),
        (None, los_angeles, "Europe/Berlin", json!(["2026-12-16", "Berlin"])),
        (None, None, "Etc/UTC", json!(["2026-12-16", "UTC"])),
    ] {
        let facts = told(&known(learner), reader, company, "2026-12-10T08:00:00Z");
        assert_eq!(day(facts.due), expected, "{learner:?} {reader:?} {company}");
    }
}

#[test]
fn the_day_of_a_completion_is_the_learners() {
    let facts = told(&known(Some("356")), None, "Europe/Berlin", "2026-12-14T08:00:00Z");
    assert_eq!(day(facts.completed), json!(["2026-12-13", "Los Angeles"]));
}

#[test]
fn what_has_passed_is_not_announced_as_coming() {
    for (now, is_coming) in [("2026-12-16T07:58:59Z", true), (DEADLINE, false)] {
        let facts = told(&known(Some("356")), None, "Europe/Berlin", now);
        let Facts { due, was_due, valid_until, was_valid_until, .. } = facts;
        assert_eq!([due.is_some(), valid_until.is_some()], [is_coming; 2], "{now}");
        assert_eq!([was_due.is_some(), was_valid_until.is_some()], [!is_coming; 2], "{now}");
    }
}

#[test]
fn a_mail_names_the_day_in_los_angeles() {
    let templates = Templates::with(Book::new()).unwrap();
    let mail = |now| {
        let facts = told(&known(Some("356")), Some("America/Los_Angeles"), "Europe/Berlin", now);
        templates.content(Channel::Email, "encouragement", Some("en-US"), &facts).unwrap().text
    };
    let (before, after) = (mail("2026-12-10T08:00:00Z"), mail("2026-12-20T08:00:00Z"));
    assert!(before.contains("It is due on December 15, 2026."), "{before}");
    assert!(after.contains("It was due on December 15, 2026."), "{after}");
}
