//! From webhook to progress record, on the real template: real HTTP in, records, messages and
//! objects read back with the AWS SDK.

#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::sync::Arc;

use flate2::Compression;
use flate2::read::GzEncoder;
use milepost_directory::Content;
use milepost_directory::item::{changed_key, seats_key};
use milepost_domain::directory::Seats;
use milepost_e2e::stack::{Stack, root};
use milepost_e2e::webhook::{Sender, answer};
use milepost_e2e::{logs, records};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Every payload that Adobe documents, two of them invalid JSON.
fn documented_samples() -> Vec<Vec<u8>> {
    let samples = root().join("shared/domain/tests/samples");
    let folders = ["iso", "misc"].map(|folder| fs::read_dir(samples.join(folder)).unwrap());
    folders.into_iter().flatten().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn every_documented_payload_ends_in_the_right_record() {
    let stack = Stack::shared();
    let sender = Sender::of(&stack);
    for sample in documented_samples() {
        let (status, body) = sender.post(sample).await;
        assert_eq!(
            (status, body),
            (StatusCode::ACCEPTED, json!({"accepted": 1, "quarantined": 0}))
        );
    }
    stack.settle().await;
    let enrollments = records::enrollments(&stack).await;
    insta::with_settings!({sort_maps => true}, {
        for account in ["1234", "8308", "69735", "1010"] {
            insta::assert_json_snapshot!(format!("samples_of_{account}"), records::readable(&enrollments, account));
        }
    });
    let history = records::history(&stack).await;
    let accounts = ["1234", "8308", "69735", "1010"];
    let rows: Vec<_> =
        history.iter().filter(|row| accounts.contains(&row.account_id.as_str())).collect();
    assert_eq!(rows.len(), 32, "33 payloads, one of which stands twice");
    let reasons: BTreeSet<_> = rows.iter().filter_map(|row| row.reason.as_deref()).collect();
    assert!(reasons.is_superset(&BTreeSet::from([
        "catalog_changed",
        "seats_changed",
        "group_membership_answered"
    ])));
    archived_is_published(&stack, &history).await;
    the_directory_knows_what_changed(&stack).await;
}

/// The way of the catalog: what ALM said of learning objects and seats is in the directory.
async fn the_directory_knows_what_changed(stack: &Stack) {
    let directory = records::directory(stack).await;
    let mark = |object: &str| directory.get(&changed_key(&object.parse().unwrap()));
    assert_eq!(mark("course:12319716"), Some(&Content::Changed { deleted: true }));
    assert_eq!(mark("course:12319674"), Some(&Content::Changed { deleted: false }));
    let seats = Seats { seat_limit: Some(30), enrollment_count: Some(10), waitlist_count: Some(0) };
    let key = seats_key(&"course:12345678_14448475".parse().unwrap());
    assert_eq!(directory.get(&key), Some(&Content::Seats(seats)));
}

/// The way of a concern: whatever was published is in the archive.
async fn archived_is_published(stack: &Stack, history: &[milepost_contracts::HistoryItem]) {
    let archive = records::objects(stack, "ArchiveBucket").await;
    let lines: Vec<Value> = archive
        .values()
        .flat_map(|object| {
            String::from_utf8(object.clone())
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|line| serde_json::from_str(&line).unwrap())
        .collect();
    for row in history.iter().filter(|row| row.account_id.as_str() == "1234") {
        let Some(message) = records::message(row) else { continue };
        let published: Value = serde_json::from_str(&message).unwrap();
        assert!(lines.contains(&published), "{} is not archived", row.key.event_key);
    }
}

/// Ten events in the life of each of 200 learners.
fn two_thousand_events() -> Vec<Value> {
    let life = |user: u64| {
        let event = move |step: u64, name: &str, extra: Value| {
            let mut data = json!({"userId": 70_000 + user, "loId": "course:70", "loInstanceId": "course:70_1"});
            data.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            // Some are equal in time.
            let timestamp = 1_760_000_000_000 + (step / 2 + user % 3) * 1_200_000;
            json!({"eventId": format!("{user}-{step}"), "eventName": name, "timestamp": timestamp, "data": data})
        };
        let progress = |step: u64| {
            event(step, "LEARNER_PROGRESS", json!({"progressPercent": (step * 13 + user) % 101}))
        };
        let last = match user % 4 {
            0 => event(9, "COURSE_COMPLETED", json!({"hasPassed": true})),
            1 => event(9, "COURSE_COMPLETED", json!({"hasPassed": false})),
            2 => event(9, "COURSE_UNENROLLMENT", json!({})),
            _ => progress(9),
        };
        let mut life =
            vec![event(0, "COURSE_ENROLLMENT", json!({"enrollmentSource": "SELF_ENROLL"}))];
        life.extend((1..6).map(progress));
        life.push(event(6, "COURSE_UNENROLLMENT", json!({})));
        life.push(event(7, "COURSE_ENROLLMENT_BATCH", json!({"enrollmentSource": "ADMIN_ENROLL"})));
        life.extend([progress(8), last]);
        life
    };
    (0..200).flat_map(life).collect()
}

/// The same every time, and in no order: a multiplicative shuffle.
fn shuffled_with_repeats(events: &[Value]) -> Vec<Value> {
    let repeats = events.iter().step_by(5);
    let all: Vec<&Value> = events.iter().chain(repeats).collect();
    let place = |index: u64| (index * 2_654_435_761) % 4_294_967_291;
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|index| place(*index as u64));
    order.into_iter().map(|index| all[index].clone()).collect()
}

#[tokio::test]
async fn two_thousand_events_shuffled_and_repeated_give_the_records_of_the_order() {
    let stack = Stack::shared();
    let sender = Sender::of(&stack);
    let in_order = two_thousand_events();
    let shuffled = shuffled_with_repeats(&in_order);
    assert_eq!((in_order.len(), shuffled.len()), (2_000, 2_400));
    for (account, events) in [("7001", &in_order), ("7002", &shuffled)] {
        for envelope in events.chunks(20) {
            sender.post_events(account, envelope).await;
        }
        stack.settle().await;
    }
    let enrollments = records::enrollments(&stack).await;
    let (one, other) =
        (records::readable(&enrollments, "7001"), records::readable(&enrollments, "7002"));
    assert_eq!(one.len(), 200);
    assert_eq!(one, other);
    let states: BTreeSet<_> = one.values().map(|item| item["state"].to_string()).collect();
    assert!(states.len() >= 3, "the lives differ: {states:?}");
    let history = records::history(&stack).await;
    let rows =
        |account: &str| history.iter().filter(|row| row.account_id.as_str() == account).count();
    assert_eq!((rows("7001"), rows("7002")), (2_000, 2_000));
}

/// A body, and the reason for which it is quarantined, if it is.
type Bad = (&'static str, Vec<u8>, Option<&'static str>);

fn envelope(event: &Value) -> Vec<u8> {
    json!({"accountId": "6001", "events": [event]}).to_string().into_bytes()
}

fn with_data(data: &Value) -> Value {
    json!({"eventId": "bad", "eventName": "COURSE_ENROLLMENT", "timestamp": "2026-01-01T00:00:00Z", "data": data})
}

fn bad_bodies() -> Vec<Bad> {
    let data = |user: Value| {
        with_data(&json!({"userId": user, "loId": "course:1", "loInstanceId": "course:1_2"}))
    };
    let at = |time: Value| {
        let mut event = data(json!("secret-learner"));
        event["timestamp"] = time;
        event
    };
    let deep = format!(
        r#"{{"accountId":"6001","events":[{{"eventName":"X","data":{}1{}}}]}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let cap = data(json!("secret-learner"))
        .to_string()
        .replace("\"bad\"", &format!("{:?}", "x".repeat(70_000)));
    vec![
        ("empty", vec![], Some("empty_body")),
        ("5 MB of text", vec![b'x'; 5 * 1024 * 1024], Some("not_json")),
        (
            "over the size cap",
            format!(r#"{{"accountId":"6001","events":[{cap}]}}"#).into_bytes(),
            Some("too_large"),
        ),
        ("id over 256 bytes", envelope(&data(json!("u".repeat(257)))), Some("invalid_id")),
        ("id with spaces and quotes", envelope(&data(json!("a \"b\" 'c'"))), None),
        ("not JSON", b"hello".to_vec(), Some("not_json")),
        ("JSON array", b"[1,2]".to_vec(), Some("not_an_object")),
        ("deep nesting", deep.into_bytes(), Some("event_not_json")),
        ("wrong types", envelope(&data(json!({"id": 1}))), Some("invalid_id")),
        ("missing ids", envelope(&with_data(&json!({"loId": "course:1"}))), Some("missing_id")),
        ("NUL in an id", envelope(&data(json!("a\u{0}b"))), None),
        ("NUL bytes", vec![0; 64], Some("not_json")),
        ("invalid UTF-8", vec![0xff, 0xfe, 0x7b, 0x7d], Some("not_utf8")),
        (
            "number beyond 64 bits",
            envelope(&data(serde_json::from_str("99999999999999999999999").unwrap())),
            Some("invalid_id"),
        ),
        ("time in 9999", envelope(&at(json!("9999-06-01T00:00:00Z"))), None),
        (
            "time past the calendar",
            envelope(&at(json!("9999-12-31T23:59:59Z"))),
            Some("invalid_time"),
        ),
        ("nothing in it", b"{}".to_vec(), Some("no_events")),
    ]
}

#[tokio::test]
async fn bad_input_is_kept_and_answered_with_202() {
    let stack = Stack::shared();
    let sender = Sender::of(&stack);
    for (name, body, reason) in bad_bodies() {
        // As text, the emulator would mend invalid UTF-8 before the function sees it.
        let (status, answer) = sender.post_as("application/octet-stream", body).await;
        let counts = if reason.is_some() { (0, 1) } else { (1, 0) };
        assert_eq!(status, StatusCode::ACCEPTED, "{name}");
        assert_eq!(answer, json!({"accepted": counts.0, "quarantined": counts.1}), "{name}");
    }
    stack.settle().await;
    let quarantine = records::objects(&stack, "QuarantineBucket").await;
    for (name, body, reason) in bad_bodies().into_iter().filter(|(_, _, reason)| reason.is_some()) {
        let folder = format!("{}/", reason.unwrap());
        let is_kept = |(key, object): (&String, &Vec<u8>)| {
            let event = String::from_utf8_lossy(object);
            key.starts_with(&folder)
                && (*object == body
                    || (event.len() > 2 && String::from_utf8_lossy(&body).contains(&*event)))
        };
        assert!(quarantine.iter().any(is_kept), "{name} is not in quarantine under {folder}");
    }
}

#[tokio::test]
async fn a_thousand_events_in_one_envelope_are_accepted() {
    let stack = Stack::shared();
    let events: Vec<Value> = (0..1_000)
        .map(|user| {
            with_data(&json!({"userId": user, "loId": "course:5", "loInstanceId": "course:5_1"}))
        })
        .collect();
    Sender::of(&stack).post_events("6002", &events).await;
    stack.settle().await;
    let enrollments = records::enrollments(&stack).await;
    assert_eq!(records::readable(&enrollments, "6002").len(), 1_000);
}

#[tokio::test]
async fn who_is_not_alm_gets_401_and_leaves_nothing() {
    let stack = Stack::shared();
    let sender = Sender::of(&stack);
    let body = String::from_utf8(envelope(&with_data(
        &json!({"userId": "unauthorized-learner", "loInstanceId": "course:9_9"}),
    )))
    .unwrap();
    let post = || sender.anonymous(Method::POST).body(body.clone());
    for (name, request) in [
        ("no credentials", post()),
        ("wrong password", post().basic_auth("alm", Some("wrong"))),
        ("wrong user", post().basic_auth("admin", Some(&stack.env["MILEPOST_WEBHOOK_PASSWORD"]))),
        ("another mode's", post().header("X-ALM-Signature", "sha256=00")),
        ("not base64", post().header("authorization", "Basic %%%")),
        ("a GET without", sender.anonymous(Method::GET)),
    ] {
        let (status, _) = answer(request.send().await.unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{name}");
    }
    let (status, _) = answer(sender.request(Method::GET).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    stack.settle().await;
    let history = records::history(&stack).await;
    assert!(history.iter().all(|row| {
        row.user_id.as_ref().is_none_or(|user| user.as_str() != "unauthorized-learner")
    }));
    let quarantine = records::objects(&stack, "QuarantineBucket").await;
    assert!(
        quarantine
            .values()
            .all(|object| !String::from_utf8_lossy(object).contains("unauthorized-learner"))
    );
}

#[tokio::test]
async fn the_webhook_answers_at_any_spelling_of_its_address_and_to_compressed_bodies() {
    let stack = Stack::shared();
    let sender = Sender::of(&stack);
    let learner = |user: &str| {
        envelope(&with_data(
            &json!({"userId": user, "loId": "course:8", "loInstanceId": "course:8_1"}),
        ))
    };
    let accepted = (StatusCode::ACCEPTED, json!({"accepted": 1, "quarantined": 0}));
    for path in ["/webhooks/alm/", "/Webhooks/ALM"] {
        assert_eq!(sender.to(path).post(learner(path)).await, accepted, "{path}");
        let (status, _) =
            answer(sender.to(path).anonymous(Method::POST).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let elsewhere = sender.to("/webhook/alm");
    assert_eq!(elsewhere.post(learner("lost")).await.0, StatusCode::MISDIRECTED_REQUEST);
    let stranger = elsewhere.anonymous(Method::POST).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);
    let head = sender.request(Method::HEAD).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);

    let (body, mut packed) = (learner("packed"), Vec::new());
    GzEncoder::new(&*body, Compression::default()).read_to_end(&mut packed).unwrap();
    let request = sender.request(Method::POST).header("content-encoding", "gzip");
    let request = request.header("content-type", "application/octet-stream").body(packed);
    assert_eq!(answer(request.send().await.unwrap()).await, accepted);
}

#[tokio::test]
async fn logs_name_nobody() {
    let stack: Arc<Stack> = Stack::shared();
    let sender = Sender::of(&stack);
    let data = json!({"userId": "learner-in-the-dark", "loId": "course:3", "loInstanceId": "course:3_1", "name": "Ada"});
    sender.post(envelope(&with_data(&data))).await;
    sender.post("{\"userId\": \"learner-in-the-dark\", broken").await;
    stack.settle().await;
    let lines = logs::all(&stack).await;
    assert!(lines.iter().any(|line| line.contains("EventsAccepted")), "ingest logs");
    assert!(lines.iter().any(|line| line.contains("EventsApplied")), "progress logs");
    let password = &stack.env["MILEPOST_WEBHOOK_PASSWORD"];
    for secret in [
        "learner-in-the-dark",
        "secret-learner",
        "unauthorized-learner",
        "Ada",
        "broken",
        password.as_str(),
    ] {
        let leak = lines.iter().find(|line| line.contains(secret));
        assert_eq!(leak, None, "{secret:?} stands in a log line");
    }
}
