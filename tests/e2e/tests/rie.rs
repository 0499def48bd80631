//! Every file of `events/` through AWS's own runtime interface emulator, the one that
//! `sam local invoke` uses, with the functions and the deployed stack's
//! tables, queue, topic and stream behind them.

#[path = "rie/delivery.rs"]
mod delivery;

use std::collections::BTreeMap;

use milepost_certificate::Status;
use milepost_contracts::{EventMessage, Transition, deduplication_id, group_id};
use milepost_directory::Content;
use milepost_directory::item::{changed_key, seats_key};
use milepost_domain::Event;
use milepost_e2e::build::Build;
use milepost_e2e::payloads::{self, Case};
use milepost_e2e::records;
use milepost_e2e::rie::Rie;
use milepost_e2e::stack::Stack;
use serde_json::{Value, json};

/// What stands in every body and has no place in a log.
const FIELDS: [&str; 3] = ["userId", "eventInfo", "enrollmentSource"];

/// Invokes the function with each of its payloads, and checks the answers and the log.
async fn play(function: &str, stack: &Stack, variables: &[(&str, &str)]) {
    let cases = payloads::cases(function);
    // The level that shows most: nothing personal is logged at any.
    let variables = [variables, &[("LOG_LEVEL", "trace")]].concat();
    let rie = Rie::start(function, stack, &variables).await;
    let mut differences = Vec::new();
    for case in &cases {
        let answer = rie.invoke(case.payload.clone()).await;
        differences.extend(payloads::difference(case, &answer));
    }
    let log = rie.stop();
    assert!(differences.is_empty(), "{}\n{log}", differences.join("\n"));
    check_log(&log, function, &cases);
}

fn check_log(log: &str, function: &str, cases: &[Case]) {
    let dimension = format!(r#""function":"{function}""#);
    let reports = log.matches(&dimension).count();
    assert!(reports >= cases.len(), "{reports} reports of {} invocations:\n{log}", cases.len());
    let secrets: Vec<_> = cases.iter().flat_map(Case::secrets).collect();
    let learners = secrets.iter().filter(|secret| secret.len() == "30411001".len());
    let least = match function {
        "catalog" | "verification" | "stall-detector" | "notification-retry" | "ses-events" => 0,
        "directory" => 1,
        _ => 3,
    };
    assert!(learners.count() >= least, "the learners were not found in the payloads");
    assert!(secrets.iter().all(|secret| !secret.is_empty()), "every log holds nothing");
    for secret in FIELDS.into_iter().chain(secrets.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} in the log:\n{log}");
    }
}

#[tokio::test]
async fn ingest_answers_every_payload() {
    let stack = Stack::shared();
    let login = json!({"username": "alm", "password": "sample-password"});
    let secrets = aws_sdk_secretsmanager::Client::new(&stack.sdk().await);
    let secret = secrets.create_secret().name("rie").secret_string(login.to_string());
    let secret = secret.send().await.expect("a secret");
    let arn = secret.arn().expect("its name");
    play("ingest", &stack, &[("WEBHOOK_SECRET_ARN", arn)]).await;

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
async fn progress_answers_every_payload() {
    let stack = Stack::shared();
    play("progress", &stack, &[]).await;

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
async fn archive_answers_every_payload() {
    let stack = Stack::shared();
    play("archive", &stack, &[]).await;

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
async fn catalog_answers_every_payload() {
    let stack = Stack::shared();
    play("catalog", &stack, &[]).await;

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

/// Without credentials of ALM's API there is nothing to fetch, and nothing to fail at.
#[tokio::test]
async fn directory_answers_every_payload() {
    let stack = Stack::shared();
    play("directory", &stack, &[]).await;
}

/// The directory knows those of the first payload of `certificate-resumer`; one learner it does not know.
#[tokio::test]
async fn certificates_answers_every_payload() {
    let stack = Stack::shared();
    let learnt = payloads::cases("certificate-resumer").remove(0);
    for record in learnt.records() {
        records::put_item(&stack, "DirectoryTable", payloads::new_image(&record)).await;
    }
    play("certificates", &stack, &[]).await;

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

/// The cutoff is before anybody learnt: what is answered does not depend on what the stack holds.
/// That who has stalled is found, the story of three learners tells.
#[tokio::test]
async fn stall_detector_answers_every_payload() {
    play("stall-detector", &Stack::shared(), &[]).await;
}

/// One learner is known, the other's manager is not. Whether the news is too old depends on the
/// day; that it is written down does not.
#[tokio::test]
async fn notifications_answers_every_payload() {
    let stack = Stack::shared();
    let person = json!({"userId": "30917001", "name": "Amélie", "email": "amelie@example.com"});
    let person = serde_json::from_value(person).expect("a person");
    records::put_people(&stack, vec![person]).await;
    play("notifications", &stack, &[]).await;

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

/// Nothing is due for minutes after it was written down.
#[tokio::test]
async fn notification_retry_answers_every_payload() {
    play("notification-retry", &Stack::shared(), &[]).await;
}

/// Nobody waits for these names, so nothing follows from them.
#[tokio::test]
async fn certificate_resumer_answers_every_payload() {
    play("certificate-resumer", &Stack::shared(), &[]).await;
}

#[tokio::test]
async fn verification_answers_every_payload() {
    let stack = Stack::shared();
    let id = "5b0c1d7e-2f64-4a3b-9c58-7d2e90a1b6f3";
    let certificate = json!({
        "pk": format!("certificate#{id}"), "sk": "certificate", "revision": 2, "id": id,
        "accountId": "1234", "userId": "30916001", "loId": "course:7716001",
        "loInstanceId": "course:7716001_10616001", "loType": "course",
        "completion": "0ed72d7043bb4f934f6d572ad753b5412c629f4e5c1ff1d0b915cf4f26881f3b",
        "announcedIn": 3, "status": "issued", "statusList": {"list": 90001, "index": 5},
        "snapshot": {
            "name": "Κατερίνα Γεωργίου", "title": "First aider", "locale": "el_GR",
            "completedAt": "2026-11-20T12:16:00.000Z", "score": 95,
        },
        "drawnAt": "2026-11-20T12:16:02.000Z", "issuedAt": "2026-11-20T12:16:03.000Z",
        "issuePublished": true,
    });
    records::put_item(&stack, "CertificatesTable", certificate).await;
    let key = format!("certificates/{id}/credential.json");
    records::put_object(&stack, "DocumentsBucket", &key, b"{\"sample\":true}").await;
    play("verification", &stack, &[("PUBLIC_URL", "https://learn.example.com")]).await;
}

/// The states of the learners whose ids begin like this.
async fn states(stack: &Stack, users: &str) -> BTreeMap<String, Value> {
    let enrollments = records::enrollments(stack).await;
    let ours = enrollments.iter().filter(|item| item.user_id.as_str().starts_with(users));
    ours.map(|item| (item.user_id.to_string(), json!(item.view.state))).collect()
}

#[test]
fn every_payload_has_its_answer_and_every_answer_its_payload() {
    for function in Build::under_test().functions.iter().map(|it| &it.name) {
        let files = payloads::files(function);
        assert!(!files.is_empty(), "no payloads of {function}");
        assert_eq!(payloads::alone(&files), [""; 0], "of {function}");
    }
}

#[test]
fn the_events_are_as_ingest_sends_them() {
    let records = payloads::cases("progress");
    for record in records.iter().flat_map(Case::records) {
        let body = record["body"].as_str().expect("a body");
        let Ok(message) = EventMessage::from_body(body) else { continue };
        let event: Event = message.event().expect("an event");
        let attributes = &record["attributes"];
        assert_eq!(attributes["MessageGroupId"], group_id(&event), "{body}");
        assert_eq!(attributes["MessageDeduplicationId"], deduplication_id(&event), "{body}");
        assert_eq!(message.to_body().expect("a body"), body);
    }
}

#[test]
fn the_changes_are_as_progress_publishes_them() {
    let cases = ["archive", "catalog", "directory", "certificates"].map(payloads::cases);
    for record in cases.iter().flatten().flat_map(Case::records) {
        let body = record["body"].as_str().expect("a body");
        let Ok(change) = Transition::from_body(body) else { continue };
        let written = match &change {
            Transition::Enrollment(event) => event.to_body(),
            Transition::Catalog(event) => event.to_body(),
        };
        assert_eq!(written.expect("JSON"), body);
        let filter = change.filter_attributes();
        let attribute = |name: &str| record["messageAttributes"][name]["stringValue"].clone();
        assert_eq!(attribute("changes"), json!(filter.changes).to_string());
        assert_eq!(attribute("account"), filter.account);
        assert_eq!(attribute("lo_type"), filter.lo_type);
    }
}
