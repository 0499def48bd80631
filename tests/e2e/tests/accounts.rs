//! The books of a stack: the audit adds up or says what does not, and quarantine is dealt with.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::path::PathBuf;
use std::{env, fs};

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_e2e::command::{alm_load, ended, milepost, succeeded};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use serde_json::{Value, json};

/// A folder of the test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("milepost-e2e-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, body: &[u8]) -> String {
        fs::write(self.0.join(name), body).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn enrolled(user: u32) -> Value {
    json!({
        "eventId": format!("e-{user}"), "eventName": "COURSE_ENROLLMENT",
        "timestamp": "2026-11-20T08:00:00.000Z",
        "data": {"userId": user, "loId": "course:1", "loInstanceId": "course:1_2",
                 "enrollmentSource": "SELF_ENROLL"},
    })
}

fn envelope(events: &[Value]) -> Vec<u8> {
    json!({"accountId": 4711, "events": events}).to_string().into_bytes()
}

fn audit(stack: &Stack, ledger: &str, status: i32) -> Value {
    let arguments = ["audit", "--ledger", ledger, "--wait", "60", "--json"];
    serde_json::from_str(&ended(status, &milepost(stack, &arguments))).unwrap()
}

/// Readable, unreadable, and repeated events: all acknowledged.
fn send_all_kinds(stack: &Stack, folder: &Folder, ledger: &str) {
    let bad_time = json!({"eventName": "CI_STATS", "timestamp": "yesterday"});
    let large = json!({"eventName": "CI_STATS", "data": {"x": "y".repeat(70_000)}});
    let files = [
        folder.write("mixed.json", &envelope(&[enrolled(1), bad_time, enrolled(2), large])),
        folder.write("again.json", &envelope(&[enrolled(2), enrolled(3)])),
        folder.write("garbage.json", b"{\"accountId\": 1, \"events\": [\x1b[2J"),
        folder.write("anonymous.json", json!({"events": [enrolled(4)]}).to_string().as_bytes()),
    ];
    let mut arguments = vec!["--ledger", ledger];
    arguments.extend(files.iter().map(String::as_str));
    succeeded(&alm_load(stack, &arguments));
}

#[tokio::test]
async fn what_was_sent_is_found_and_what_is_missing_is_named() {
    let stack = Stack::up(&["AlmAccountId=4711"]);
    let folder = Folder::new("accounts");
    let ledger = folder.path("sent.jsonl");
    send_all_kinds(&stack, &folder, &ledger);
    let refused = folder.write("refused.json", &envelope(&[enrolled(99)]));
    ended(1, &alm_load(&stack, &["--ledger", &ledger, "--password", "wrong", &refused]));

    let books = audit(&stack, &ledger, 0);
    let accounting = &books["accounting"];
    assert_eq!(accounting["verdict"], "addsUp");
    assert_eq!(accounting["acknowledged"], json!({"processed": 3, "quarantined": 4}));
    assert_eq!(accounting["refused"], json!({"nowhere": 1}));
    assert_eq!(accounting["notInLedger"], 0);
    let reasons = json!({"invalid_time": 1, "missing_account": 1, "not_json": 1, "too_large": 1});
    assert_eq!(books["places"]["quarantine"]["reasons"], reasons);

    let rows = records::history(&stack).await;
    let lost = rows.iter().find(|row| row.event_id().as_deref() == Some("e-3")).unwrap();
    let dynamo = aws_sdk_dynamodb::Client::new(&stack.sdk().await);
    let delete = dynamo.delete_item().table_name(stack.output("HistoryTable"));
    let text = |text: &str| AttributeValue::S(text.to_owned());
    delete.key("pk", text(&lost.key.pk)).key("sk", text(&lost.key.sk)).send().await.unwrap();
    let books = audit(&stack, &ledger, 1);
    let problems = books["accounting"]["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0]["eventKey"], lost.key.event_key.to_string());
    assert_eq!(problems[0]["found"], "nowhere");
    let shown = ended(1, &milepost(&stack, &["audit", "--ledger", &ledger]));
    assert!(shown.contains(&lost.key.event_key.to_string()), "{shown}");
}

/// Puts an object as a release would that could not read it, and did not note what it is.
async fn put_specimen(stack: &Stack, key: &str, body: &str) {
    let config = aws_sdk_s3::config::Builder::from(&stack.sdk().await).force_path_style(true);
    let put = aws_sdk_s3::Client::from_conf(config.build()).put_object();
    let put = put.bucket(stack.output("QuarantineBucket")).key(key);
    put.metadata("reason", key.split_once('/').unwrap().0)
        .metadata("received-at", "2026-11-21T06:00:00.5Z")
        .metadata("account", "4711")
        .body(body.as_bytes().to_vec().into())
        .send()
        .await
        .unwrap();
}

fn listed(stack: &Stack) -> Vec<String> {
    let list = succeeded(&milepost(stack, &["quarantine", "list", "--json"]));
    let list: Value = serde_json::from_str(&list).unwrap();
    let specimens = list["specimens"].as_array().unwrap();
    specimens.iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_has_become_readable_is_replayed_and_the_rest_discarded() {
    let stack = Stack::up(&[]);
    let folder = Folder::new("quarantine");
    let readable = format!("invalid_time/{}", "ab".repeat(32));
    let broken = format!("not_json/{}", "cd".repeat(32));
    put_specimen(&stack, &readable, &enrolled(7).to_string()).await;
    put_specimen(&stack, &broken, "{\"accountId\": 1,\u{1b}[2J").await;
    assert_eq!(listed(&stack).len(), 2);
    let shown = succeeded(&milepost(&stack, &["quarantine", "show", "abab"]));
    assert!(shown.contains("readable: a replay sends 1 event"), "{shown}");
    let raw = milepost(&stack, &["quarantine", "show", "cdcd", "--raw"]);
    assert_eq!(raw.stdout, b"{\"accountId\": 1,\x1b[2J");

    let replayed = ended(1, &milepost(&stack, &["quarantine", "replay", "--all"]));
    assert!(replayed.contains("not_json"), "what stays is named: {replayed}");
    assert_eq!(listed(&stack), [broken.as_str()]);
    stack.settle().await;
    let rows = records::history(&stack).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].received_at.to_string(), "2026-11-21T06:00:00.500Z");
    let enrollments = records::enrollments(&stack).await;
    assert_eq!((enrollments[0].user_id.as_str(), enrollments.len()), ("7", 1));
    assert_eq!(enrollments[0].account_id.as_str(), "4711");

    let backup = folder.path("backup");
    let discard = ["quarantine", "discard", "cdcd", "--backup", &backup];
    ended(1, &milepost(&stack, &discard));
    assert_eq!(listed(&stack), [broken.as_str()], "nobody said yes");
    succeeded(&milepost(&stack, &[&discard[..], &["--yes"]].concat()));
    assert_eq!(listed(&stack), [""; 0]);
    assert_eq!(fs::read(folder.0.join("backup").join(&broken)).unwrap(), raw.stdout);
    let places = succeeded(&milepost(&stack, &["audit", "--json"]));
    let places: Value = serde_json::from_str(&places).unwrap();
    assert_eq!(places["quarantine"], json!({"reasons": {}, "removed": 2}));
}
