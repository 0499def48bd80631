use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::news::Details;
use crate::{About, Channel, News, Notice, Trigger};

const TEMPLATES: [&str; 8] = [
    "encouragement",
    "good-progress",
    "almost-complete",
    "congratulation",
    "certificate-replaced",
    "certificate-expiring",
    "certificate-expiring-in-team",
    "stalled",
];

fn parse(text: &str) -> Result<Policy, PolicyError> {
    let file = File::read(text)?;
    let problems = file.problems(|name| TEMPLATES.contains(&name));
    if problems.is_empty() { Ok(file.into()) } else { Err(PolicyError::Problems(problems)) }
}

fn built_in() -> Policy {
    parse(DEFAULT).unwrap()
}

fn news(trigger: Trigger, details: Value) -> News {
    let about =
        json!({"accountId": "1", "userId": "17", "loInstanceId": "course:1_2", "loType": "course"});
    let about: About = serde_json::from_value(about).unwrap();
    let details: Details = serde_json::from_value(details).unwrap();
    let at = "2026-11-20T08:00:00Z".parse().unwrap();
    News { trigger, about, cause: "cause".to_owned(), event_key: None, at, details }
}

fn milestones(percents: &[u8]) -> Vec<News> {
    let news = |percent: &u8| news(Trigger::Milestone, json!({"percent": percent}));
    percents.iter().map(news).collect()
}

fn told(notices: &[Notice]) -> Vec<(&str, String)> {
    notices.iter().map(|it| (it.rule.as_str(), it.audience.to_string())).collect()
}

#[test]
fn the_built_in_rules_are_the_missions() {
    let policy = built_in();
    for (percent, expected) in [
        (25, vec![("encourage-at-25", "learner".to_owned())]),
        (50, vec![("good-progress-at-50", "manager".to_owned())]),
        (75, vec![]),
        (90, vec![("almost-complete-at-90", "manager".to_owned())]),
    ] {
        assert_eq!(told(&policy.decide(&milestones(&[percent]))), expected, "{percent}");
    }
    let issued = news(Trigger::CertificateIssued, json!({"isReissued": false}));
    assert_eq!(told(&policy.decide(&[issued])), [("congratulate", "learner".to_owned())]);
    let stalled = policy.decide(&[news(Trigger::Stalled, json!({}))]);
    assert_eq!(told(&stalled), [("stalled", "manager".to_owned())]);
    assert_eq!(stalled[0].severity.as_str(), "warning");
}

#[test]
fn a_completion_is_congratulated_once() {
    let completed = |has_certificate: bool| {
        built_in().decide(&[news(Trigger::Completed, json!({"hasCertificate": has_certificate}))])
    };
    assert_eq!(told(&completed(true)), []);
    let rule = ("congratulate-without-certificate", "learner".to_owned());
    assert_eq!(told(&completed(false)), [rule]);
    let again = news(Trigger::CertificateIssued, json!({"isReissued": true}));
    let again = built_in().decide(&[again]);
    assert_eq!(told(&again), [("certificate-replaced", "learner".to_owned())]);
}

#[test]
fn learner_and_manager_are_reminded_before_a_certificate_expires() {
    let told_by = built_in().decide(&[news(Trigger::CertificateExpiring, json!({}))]);
    let expected = [
        ("certificate-expiring", "learner".to_owned()),
        ("certificate-expiring-in-team", "manager".to_owned()),
    ];
    assert_eq!(told(&told_by), expected);
}

#[test]
fn of_a_jump_an_audience_is_told_only_the_highest_milestone() {
    let notices = built_in().decide(&milestones(&[25, 50, 75, 90]));
    assert_eq!(
        told(&notices),
        [
            ("encourage-at-25", "learner".to_owned()),
            ("almost-complete-at-90", "manager".to_owned()),
        ]
    );
}

#[test]
fn conditions_narrow_a_rule() {
    let rule = |when: &str| {
        let text = format!(
            "version = 1\n[[rules]]\nname = \"r\"\non = \"enrolled\"\n{when}\n\
             audience = [\"learner\", \"learner\"]\nchannels = [\"email\", \"sms\"]\n\
             template = \"stalled\"\n"
        );
        parse(&text).unwrap()
    };
    let enrolled = news(Trigger::Enrolled, json!({"source": "ADMIN_ENROLL"}));
    for (when, expected) in [
        ("", 2),
        ("when.lo_type = [\"course\", \"certification\"]", 2),
        ("when.lo_type = [\"certification\"]", 0),
        ("when.lo_instance_id = [\"course:1_2\"]", 2),
        ("when.lo_id = [\"course:1\"]", 0),
        ("when.source = [\"ADMIN_ENROLL\"]\nwhen.lo_type = [\"course\"]", 2),
        ("when.source = [\"SELF_ENROLL\"]\nwhen.lo_type = [\"course\"]", 0),
    ] {
        assert_eq!(rule(when).decide(std::slice::from_ref(&enrolled)).len(), expected, "{when}");
    }
}

#[test]
fn teams_are_told_member_by_member() {
    let policy = parse(
        r#"
        version = 1
        [[rules]]
        name = "escalate"
        on = "stalled"
        audience = ["team:hr"]
        channels = ["email", "sms"]
        template = "stalled"
        [teams.hr]
        members = [
            { email = "hr@example.com", phone = "+4930123456" },
            { name = "Ana", email = "ana@example.com", phone = "+4930123457", locale = "pt" },
        ]
        [phones]
        17 = "+4930123458"
        "#,
    );
    let policy = policy.unwrap();
    let notices = policy.decide(&[news(Trigger::Stalled, json!({}))]);
    assert_eq!(
        notices.iter().map(|it| it.channel).collect::<Vec<_>>(),
        [Channel::Email, Channel::Sms]
    );
    assert_eq!(policy.recipients(&notices[0].audience), [Some(0), Some(1)]);
    assert_eq!(policy.phone(&"17".parse().unwrap()), Some("+4930123458"));
    assert!(!format!("{policy:?}").contains("ana@"));
}

#[test]
fn a_wrong_file_is_refused_as_a_whole_with_all_that_is_wrong() {
    let text = r#"
        version = 2
        max_age_days = 0
        [[rules]]
        name = "Not A Name"
        on = "stalled"
        when.percent = [33]
        audience = []
        channels = []
        template = "nothing"
        [[rules]]
        name = "escalate"
        on = "stalled"
        audience = ["team:hr", "team:nobody"]
        channels = ["sms"]
        template = "stalled"
        [[rules]]
        name = "escalate"
        on = "stalled"
        audience = ["manager"]
        channels = ["email"]
        template = "stalled"
        [teams.hr]
        members = [{ email = "hr at example.com" }, { phone = "030 123" }]
        [phones]
        17 = "0049"
    "#;
    let PolicyError::Problems(problems) = parse(text).unwrap_err() else { panic!("unreadable") };
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"));
}

#[test]
fn a_slip_is_found_with_its_line() {
    for (text, line) in [
        ("version = 1\n[[rules]\n", 2),
        ("version = 1\n[[rules]]\nname = \"x\"\nchanels = []\n", 4),
        ("version = 1\nrule = []\n", 2),
        ("version = 1\n\n[[rules]]\nname = \"x\"\non = \"compleated\"\n", 5),
    ] {
        let error = parse(text).unwrap_err();
        assert!(matches!(&error, PolicyError::Syntax { line: at, .. } if *at == line), "{error:?}");
        assert!(!error.to_string().contains("compleated"));
    }
    let large = " ".repeat(MAX_POLICY_BYTES + 1);
    assert!(matches!(parse(&large), Err(PolicyError::TooLarge { .. })));
}

#[test]
fn news_is_news_for_so_many_days() {
    let policy = built_in();
    let at: Time = "2026-11-01T08:00:00Z".parse().unwrap();
    assert!(!policy.is_old(at, at.plus_minutes(30 * 24 * 60)));
    assert!(policy.is_old(at, at.plus_minutes(30 * 24 * 60 + 1)));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    /// Whatever one event reaches: of each audience at most one milestone, and the highest that
    /// has a rule.
    #[test]
    fn an_audience_hears_of_one_milestone_of_an_event(
        reached in proptest::collection::btree_set(proptest::sample::select(vec![25_u8, 50, 75, 90]), 0..5)
    ) {
        let policy = built_in();
        let reached: Vec<u8> = reached.into_iter().collect();
        let notices = policy.decide(&milestones(&reached));
        for audience in notices.iter().map(|it| it.audience.to_string()).collect::<BTreeSet<_>>() {
            let alone = |percent: &u8| policy.decide(&milestones(&[*percent]));
            let highest = reached.iter().flat_map(alone).rfind(|it| it.audience.to_string() == audience);
            let told: Vec<_> =
                notices.iter().filter(|it| it.audience.to_string() == audience).cloned().collect();
            prop_assert_eq!(told, highest.into_iter().collect::<Vec<_>>());
        }
    }
}
