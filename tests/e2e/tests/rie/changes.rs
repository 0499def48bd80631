//! What the payloads leave behind: records, archived lines, marks, certificates, notifications.

use std::collections::BTreeMap;

use milepost_certificate::Status;
use milepost_directory::Content;
use milepost_directory::item::{changed_key, seats_key};
use milepost_e2e::payloads::{self, Case};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use serde_json::{Value, json};

use super::play::played;

#[tokio::test]
async fn what_ingest_accepts_is_worked_in_and_the_rest_kept() {
    let stack = played("ingest").await;

    // The answers are true: the stack has worked in what was accepted, and keeps the rest.
    stack.settle().await;
    let learners = [30_411_001, 30_411_002, 30_411_003, 30_411_004, 30_411_006, 30_411_007];
    let states = states(&stack, "30411").await;
    let mut expected = BTreeMap::from(learners.map(|user| (user.to_string(), json!("enrolled"))));
    for completed in ["30411002", "30411003"] {
        expected.insert(completed.to_owned(), json!("completed"));
    }
    assert_eq!(states, expected);
    assert_eq!(records::objects(&stack, "QuarantineBucket").await.len(), 2);
}

#[tokio::test]
async fn progress_writes_each_event_once() {
    let stack = played("progress").await;

    let expected = [("30512001", "enrolled"), ("30512002", "completed"), ("30512003", "enrolled")];
    let expected = expected.map(|(user, state)| (user.to_owned(), json!(state)));
    assert_eq!(states(&stack, "30512").await, BTreeMap::from(expected));
    let history = records::history(&stack).await;
    let of = |user: &str| {
        let is_of = |id: &str| id == user;
        history
            .iter()
            .filter(|row| row.user_id.as_ref().is_some_and(|id| is_of(id.as_str())))
            .count()
    };
    let rows = ["30512001", "30512002", "30512003", "30512004"].map(of);
    assert_eq!(rows, [1, 3, 1, 0], "neither a repeat nor what waits behind an unreadable message");
    let catalog = history.iter().filter(|row| row.event_name == "LEARNING_OBJECT_MODIFICATION");
    assert_eq!(catalog.count(), 1);
}

#[tokio::test]
async fn archive_writes_each_change_once() {
    let stack = played("archive").await;

    let objects = records::objects(&stack, "ArchiveBucket").await;
    let archived: Vec<_> =
        objects.into_values().map(String::from_utf8).collect::<Result<_, _>>().expect("text");
    let archived = archived.concat();
    for record in payloads::cases("archive").iter().flat_map(Case::records) {
        let line = format!("{}\n", record["body"].as_str().expect("a body"));
        assert_eq!(archived.matches(&line).count(), 1, "{line} in\n{archived}");
    }
}

#[tokio::test]
async fn catalog_marks_objects_and_keeps_the_newer_seats() {
    let stack = played("catalog").await;

    let directory = records::directory(&stack).await;
    let marks = [
        ("course:7614001", false),
        ("learningProgram:7614002", true),
        ("certification:7614003", false),
    ];
    for (object, deleted) in marks {
        let mark = directory.get(&changed_key(&object.parse().expect("an id")));
        assert_eq!(mark, Some(&Content::Changed { deleted }), "{object}");
    }
    let seats = directory.get(&seats_key(&"course:7614001_10514001".parse().expect("an id")));
    let Some(Content::Seats(seats)) = seats else { panic!("no seats: {seats:?}") };
    assert_eq!(seats.enrollment_count, Some(30), "the newer ones");
}

/// One learner is known, the other is not.
#[tokio::test]
async fn certificates_are_issued_once_and_revoked() {
    let stack = played("certificates").await;

    let of = |user: &'static str| records::certificates(&stack, user);
    let [known] = &of("30815001").await[..] else { panic!("a repeat makes no other") };
    assert_eq!(known.snapshot.name.as_deref(), Some("Amélie Fontaine"));
    assert_eq!(known.snapshot.title.as_deref(), Some("Débuter dans le management"));
    assert_eq!(known.status, Status::Revoked);
    let documents = records::objects(&stack, "DocumentsBucket").await;
    let ours = format!("certificates/{}/", known.id);
    assert_eq!(documents.keys().filter(|key| key.starts_with(&ours)).count(), 3);
    let [unknown] = &of("30815002").await[..] else { panic!("one certificate") };
    assert_eq!(unknown.status, Status::AwaitingName);
    for user in ["30815003", "30815004"] {
        assert!(of(user).await.is_empty(), "{user} has completed nothing");
    }
}

/// One learner is known, the other's manager is not. Whether the news is too old depends on the
/// day; that it is written down does not.
#[tokio::test]
async fn notifications_are_written_once() {
    let stack = played("notifications").await;

    let written = records::notifications(&stack).await;
    let of = |user: &str| {
        let ours = written.iter().filter(|it| it.notification.about.user_id.as_str() == user);
        let mut rules: Vec<&str> = ours.map(|it| it.notification.rule.as_str()).collect();
        rules.sort_unstable();
        rules
    };
    assert_eq!(of("30917001"), ["congratulate", "encourage-at-25"]);
    assert_eq!(of("30917002"), ["stalled"], "a repeat makes no other");
}

/// The states of the learners whose ids begin like this.
async fn states(stack: &Stack, users: &str) -> BTreeMap<String, Value> {
    let enrollments = records::enrollments(stack).await;
    let ours = enrollments.iter().filter(|item| item.user_id.as_str().starts_with(users));
    ours.map(|item| (item.user_id.to_string(), json!(item.view.state))).collect()
}
