use milepost_domain::Time;
use milepost_notification::news::Details;
use milepost_notification::{About, News, Notice, Rules, Severity, Trigger};
use serde_json::{Value, json};

use super::*;

fn notification(audience: &str, channel: Channel) -> Notification {
    let about = json!({"accountId": "1", "userId": "7", "loInstanceId": "course:1_2"});
    let about: About = serde_json::from_value(about).unwrap();
    let at: Time = "2026-11-20T08:00:00Z".parse().unwrap();
    let (cause, details) = ("key".to_owned(), Details::default());
    let notice = Notice {
        rule: "rule".to_owned(),
        audience: audience.parse().unwrap(),
        channel,
        template: "stalled".to_owned(),
        severity: Severity::Info,
        news: News { trigger: Trigger::Stalled, about, cause, event_key: None, at, details },
    };
    Notification::new(&notice, audience.starts_with("team").then_some(0), at)
}

fn person(person: Value) -> Person {
    serde_json::from_value(person).unwrap()
}

fn policy() -> Policy {
    let text = "version = 1\n[teams.hr]\nmembers = [{ email = \"hr@example.com\" }]\n\
                [phones]\n8 = \"+4930123456\"\n";
    Rules::parse(text).unwrap().policy
}

fn known(above: Vec<Above>) -> Known {
    let learner = person(json!({"userId": "7", "name": " ", "email": "ana@example.com"}));
    Known { learner: Some(learner), above, ..Known::default() }
}

fn manager(state: &str) -> Above {
    let manager = json!({"userId": "8", "email": "bea@example.com", "state": state});
    Above::Person(Box::new(person(manager)))
}

fn address(audience: &str, channel: Channel, known: &Known) -> Result<String, Reason> {
    let addressee = Addressee::of(&notification(audience, channel), known, &policy());
    addressee.map(|it| it.address)
}

#[test]
fn each_audience_has_its_address() {
    let email = |audience: &str, known: &Known| address(audience, Channel::Email, known);
    let with_manager = known(vec![manager("ACTIVE")]);
    assert_eq!(email("learner", &with_manager), Ok("ana@example.com".to_owned()));
    assert_eq!(email("manager", &with_manager), Ok("bea@example.com".to_owned()));
    assert_eq!(email("team:hr", &with_manager), Ok("hr@example.com".to_owned()));
    assert_eq!(email("team:gone", &with_manager), Err(Reason::NotInPolicy));
    let by_report = known(vec![Above::Address("boss@example.com".to_owned())]);
    assert_eq!(email("manager", &by_report), Ok("boss@example.com".to_owned()));
}

#[test]
fn whoever_is_missing_is_named_by_a_reason() {
    let of_manager = |above| address("manager", Channel::Email, &known(above));
    for (above, reason) in [
        (vec![], Reason::NoManager { circle: false }),
        (vec![Above::Nobody], Reason::NoManager { circle: false }),
        (vec![Above::Circle], Reason::NoManager { circle: true }),
        (vec![Above::Unknown], Reason::UnknownPerson),
        (vec![manager("Deleted")], Reason::Deleted),
    ] {
        assert_eq!(of_manager(above), Err(reason));
    }
    let nobody = Known::default();
    for audience in ["learner", "manager", "managers_manager"] {
        assert_eq!(address(audience, Channel::Email, &nobody), Err(Reason::UnknownPerson));
    }
}

#[test]
fn above_a_manager_is_another_or_nobody() {
    let of = |above| address("managers_manager", Channel::Email, &known(above));
    let boss = person(json!({"userId": "9", "email": "cem@example.com"}));
    let boss = Above::Person(Box::new(boss));
    assert_eq!(of(vec![manager("ACTIVE"), boss]), Ok("cem@example.com".to_owned()));
    let address = |text: &str| Above::Address(text.to_owned());
    assert_eq!(of(vec![manager("ACTIVE"), address("d@x.org")]), Ok("d@x.org".to_owned()));
    for (above, circle) in [
        (vec![manager("ACTIVE"), Above::Circle], true),
        (vec![manager("ACTIVE"), Above::Nobody], false),
        // Who is above somebody without a record nobody knows.
        (vec![address("boss@example.com")], false),
        (vec![Above::Circle], true),
    ] {
        assert_eq!(of(above), Err(Reason::NoManager { circle }));
    }
}

#[test]
fn phones_are_those_of_the_policy() {
    let sms = |audience: &str, known: &Known| address(audience, Channel::Sms, known);
    let with_manager = known(vec![manager("ACTIVE")]);
    assert_eq!(sms("manager", &with_manager), Ok("+4930123456".to_owned()));
    assert_eq!(sms("learner", &with_manager), Err(Reason::NoPhone));
    assert_eq!(sms("team:hr", &with_manager), Err(Reason::NoPhone));
}

#[test]
fn a_blank_name_is_none() {
    let learner = notification("learner", Channel::Email);
    let addressee = Addressee::of(&learner, &known(vec![]), &policy()).unwrap();
    assert_eq!(addressee.name, None);
    assert_eq!(format!("{addressee:?}"), "Addressee([redacted])");
}
