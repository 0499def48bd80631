//! The operator's command against the real stack.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use milepost_e2e::command::{alm_load, ended, milepost, succeeded};
use milepost_e2e::stack::{Stack, root};
use milepost_e2e::webhook::{Sender, answer};
use milepost_e2e::{mail, records};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn samples() -> Vec<String> {
    let folder = fs::read_dir(root().join("events/webhooks")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| file.to_str().unwrap().to_owned()).collect()
}

fn ledger(name: &str) -> String {
    let file = env::temp_dir().join(format!("milepost-e2e-ledger-{}-{name}", std::process::id()));
    file.to_str().unwrap().to_owned()
}

/// The distinct event keys of a ledger.
fn keys(ledger: &str) -> BTreeSet<String> {
    let lines = fs::read_to_string(ledger).unwrap();
    fs::remove_file(ledger).unwrap();
    let key = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["status"], 202, "{line}");
        line["eventKey"].as_str().unwrap().to_owned()
    };
    lines.lines().map(key).collect()
}

async fn history(stack: &Stack) -> BTreeSet<String> {
    stack.settle().await;
    records::history(stack).await.iter().map(|row| row.key.event_key.to_string()).collect()
}

#[tokio::test]
async fn what_it_sends_ends_in_history_and_what_it_shows_is_so() {
    let stack = Stack::up(&[]);
    let file = ledger("samples");
    let files = samples();
    let arguments =
        [&["--ledger", &file], &files.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat();
    succeeded(&alm_load(&stack, &arguments));
    assert_eq!(keys(&file), history(&stack).await);

    let learner = succeeded(&milepost(&stack, &["learner", "20411002", "--json"]));
    let learner: Value = serde_json::from_str(&learner).unwrap();
    let enrollment = &learner["enrollments"][0];
    assert_eq!(
        (&enrollment["state"], &enrollment["progressPercent"]),
        (&"in_progress".into(), &92.into())
    );
    assert!(succeeded(&milepost(&stack, &["learner", "20411002"])).contains("LEARNER_PROGRESS"));
    assert!(succeeded(&milepost(&stack, &["enrollments"])).contains("20411003"));
    let unknown = milepost(&stack, &["learner", "nobody"]);
    assert_eq!(unknown.status.code(), Some(1));

    let load = [
        "--count",
        "500",
        "--batch",
        "10",
        "--shuffle",
        "--duplicate",
        "0.2",
        "--seed",
        "7",
        "--ledger",
    ];
    let before = history(&stack).await;
    succeeded(&alm_load(&stack, &[&load[..], &[&file, &files[1]]].concat()));
    let sent = keys(&file);
    assert_eq!(sent.len(), 500, "distinct events");
    // The first of them are the file's own, which were sent before.
    assert_eq!(history(&stack).await, before.union(&sent).cloned().collect());
}

#[tokio::test]
async fn in_signature_mode_only_a_signature_over_the_body_opens() {
    let stack = Stack::up(&["AuthMode=signature"]);
    succeeded(&milepost(&stack, &["send", &samples()[0]]));
    let url = stack.output("WebhookUrl");
    let body = fs::read(&samples()[0]).unwrap();
    let secret = &stack.env["MILEPOST_SIGNATURE_SECRET"];
    let post = || reqwest::Client::new().request(Method::POST, url).body(body.clone());
    for (name, request) in [
        ("basic credentials", post().basic_auth("alm", Some(secret))),
        (
            "a wrong signature",
            post().header("X-ALM-Signature", format!("sha256={}", "0".repeat(64))),
        ),
        ("nothing", post()),
    ] {
        let (status, _) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{name}");
    }
    assert_eq!(history(&stack).await.len(), 1);
}

#[tokio::test]
async fn without_authentication_and_with_a_fixed_account() {
    let stack = Stack::up(&["AuthMode=none", "AlmAccountId=4711"]);
    let sender = Sender::of(&stack);
    let event = r#"{"eventName":"COURSE_ENROLLMENT","data":{"userId":1,"loId":"course:1","loInstanceId":"course:1_2"}}"#;
    let envelope = |account: u32| format!(r#"{{"accountId":{account},"events":[{event}]}}"#);
    let post = |body: String| sender.anonymous(Method::POST).body(body).send();
    assert_eq!(post(envelope(4711)).await.unwrap().status(), StatusCode::ACCEPTED);
    assert_eq!(post(envelope(4712)).await.unwrap().status(), StatusCode::FORBIDDEN);
    let flat = r#"{"eventName":"LEARNER_PROGRESS","userId":1,"learningObjectId":"course:3","progress":40}"#;
    assert_eq!(post(flat.to_owned()).await.unwrap().status(), StatusCode::ACCEPTED);
    stack.settle().await;
    let accounts: BTreeSet<_> =
        records::enrollments(&stack).await.iter().map(|item| item.account_id.to_string()).collect();
    assert_eq!(accounts, BTreeSet::from(["4711".to_owned()]));
}

/// What the doctor has found: levels with what was looked at.
fn examined(stack: &Stack, status: i32) -> BTreeSet<(String, String)> {
    let report = ended(status, &milepost(stack, &["doctor", "--json"]));
    let report: Value = serde_json::from_str(&report).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|one| (text(&one["level"]), text(&one["subject"]))).collect()
}

fn subjects<'a>(found: &'a BTreeSet<(String, String)>, level: &str) -> Vec<&'a str> {
    found.iter().filter(|(of, _)| of == level).map(|(_, subject)| subject.as_str()).collect()
}

/// One event of each form: what learners do, what administrators do, and progress.
async fn send_each_form(sender: &Sender) {
    let names = ["COURSE_ENROLLMENT", "COURSE_ENROLLMENT_BATCH", "LEARNER_PROGRESS"];
    let events = names.map(|name| {
        let data = json!({"userId": 1, "loId": "course:1", "loInstanceId": "course:1_2"});
        json!({"eventId": name, "eventName": name, "timestamp": 1_763_900_000_000_i64, "data": data})
    });
    sender.post_events("4711", &events).await;
}

async fn bury_a_letter(stack: &Stack) {
    let sqs = aws_sdk_sqs::Client::new(&stack.sdk().await);
    let call = sqs.send_message().queue_url(stack.output("EventsDeadLetterQueueUrl"));
    let call = call.message_group_id("a").message_deduplication_id("a").message_body("{}");
    call.send().await.unwrap();
}

async fn delete_the_webhooks_secret(stack: &Stack) {
    let secrets = aws_sdk_secretsmanager::Client::new(&stack.sdk().await);
    let call = secrets.delete_secret().secret_id(stack.output("WebhookSecretArn"));
    call.send().await.unwrap();
}

#[tokio::test]
async fn the_doctor_finds_what_is_broken_and_nothing_else() {
    let parameters = ["MailFrom=learning@example.com", "AlarmEmail=ops@example.com"];
    let stack = Stack::up_with_alm_and(&parameters);
    mail::verify(&stack, "learning@example.com").await;
    let sender = Sender::of(&stack);
    send_each_form(&sender).await;
    stack.settle().await;
    let found = examined(&stack, 0);
    assert_eq!(subjects(&found, "problem"), [""; 0], "{found:?}");
    // The emulator has no quotas; most event types did not come; ALM may send mails, too.
    assert_eq!(subjects(&found, "note"), ["concurrency", "e-mail", "feed"], "{found:?}");

    sender.post("not JSON").await;
    let found = examined(&stack, 3);
    assert_eq!(subjects(&found, "warning"), ["quarantine"], "{found:?}");

    bury_a_letter(&stack).await;
    delete_the_webhooks_secret(&stack).await;
    let found = examined(&stack, 1);
    let problems = subjects(&found, "problem");
    assert!(problems.contains(&"queues") && problems.contains(&"webhook secret"), "{found:?}");
    let shown = ended(1, &milepost(&stack, &["doctor"]));
    assert!(shown.contains("→ milepost dlq list events"), "{shown}");
}
