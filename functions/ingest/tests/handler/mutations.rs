//! Broken payloads and noise through the whole handler: whoever may come in gets 202 and loses
//! nothing, whoever may not gets 401 and leaves nothing, and neither is quoted anywhere.

use std::collections::HashSet;
use std::time::Duration;

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use ingest::report::Report;
use lambda_http::http::{Method, StatusCode};
use milepost_contracts::EventMessage;
use milepost_domain::{Event, Origin, webhook};
use serde_json::Value;

use crate::mutate::{Rng, mutated, noise};
use crate::properties::samples;
use crate::support::{TestHandler, handler, handler_of, now, place, request};

const CASES: u64 = 3_000;
/// `alm` and the password of the tests' secret.
const LOGIN: &str = "Basic YWxtOnBhc3M6d29yZA==";

/// A body and what to call it if it fails.
fn bodies() -> impl Iterator<Item = (u64, Vec<u8>)> {
    let samples = samples();
    (0..CASES).map(move |case| {
        let mut rng = Rng::new(case);
        let body = match case % 4 {
            0 => noise(&mut rng),
            _ => mutated(&rng.of(&samples).clone(), &mut rng),
        };
        (case, body)
    })
}

async fn post(handler: &TestHandler, login: Option<&str>, body: &[u8]) -> (Answer, Report) {
    let header = login.map(|login| ("authorization", login));
    handler.handle(request(Method::POST, header, body), now()).await
}

/// What leaves the function other than to the queue and to quarantine: the answer, and the log.
fn said(answer: &Answer, report: &Report) -> String {
    let line = report.to_metrics(now(), Duration::from_millis(1)).to_line(now());
    format!("{}\n{line}", answer.body())
}

/// Every value of the body that is long enough to be told from our own words.
fn is_quoted(said: &str, body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let words = text.split(|c: char| !c.is_alphanumeric() && !"-_:.@".contains(c));
    words.filter(|word| word.len() >= 7).any(|word| {
        // Names of fields and lower-case words are in our own vocabulary; data has a digit.
        word.bytes().any(|byte| byte.is_ascii_digit()) && said.contains(word)
    })
}

#[test]
fn a_quotation_is_found() {
    let body = br#"{"userId":"jane-4711","eventName":"X"}"#;
    assert!(is_quoted(r#"{"error":"jane-4711 is unknown"}"#, body));
    assert!(!is_quoted(r#"{"error":"unauthorized"}"#, body));
}

/// What is stored accounts for each event of the body.
fn check_stored(handler: &TestHandler, body: &[u8], accepted: usize, quarantined: usize) {
    let taken = handler.taken();
    let sent: HashSet<String> = taken.iter().map(|it| place(it).deduplication_id.clone()).collect();
    assert_eq!(sent.len(), taken.len());
    for message in &taken {
        let event = EventMessage::from_body(&message.body).unwrap().event().unwrap();
        assert_eq!(event.key().to_string(), place(message).deduplication_id);
    }
    let kept = handler.quarantine.contents();
    assert!(kept.iter().all(|(reason, _)| *reason != "parser_panic"), "{kept:?}");
    let is_whole = kept.len() == 1 && kept[0].1 == body;
    let Ok(webhook) = webhook::read(body) else {
        assert!(is_whole && taken.is_empty());
        return;
    };
    if is_whole && accepted == 0 {
        return;
    }
    assert_eq!(accepted + quarantined, webhook.events.len());
    let account = webhook.account.unwrap_or_default();
    for raw in &webhook.events {
        let parsed = Event::parse(raw.get(), &account, Origin::Webhook);
        let is_sent = parsed.is_ok_and(|event| sent.contains(&event.key().to_string()));
        assert!(is_sent || kept.iter().any(|(_, bytes)| bytes == raw.get().as_bytes()), "{raw}");
    }
}

#[tokio::test]
async fn whoever_is_let_in_loses_nothing_and_is_not_quoted() {
    let mut accepted_in_all = 0;
    for (case, body) in bodies() {
        let handler = handler(AuthMode::Basic);
        let (answer, report) = post(&handler, Some(LOGIN), &body).await;
        match &answer {
            Answer::Stored { accepted, quarantined } => {
                assert!(accepted + quarantined > 0, "case {case}");
                check_stored(&handler, &body, *accepted, *quarantined);
                accepted_in_all += accepted;
                assert!(!is_quoted(&said(&answer, &report), &body), "case {case}: {report:?}");
            }
            Answer::Challenge(challenge) => {
                assert!((1..=256).contains(&challenge.len()), "case {case}");
                let line = report.to_metrics(now(), Duration::ZERO).to_line(now());
                assert!(!is_quoted(&line, &body), "case {case}: {line}");
            }
            other => panic!("case {case}: {other:?}"),
        }
    }
    assert!(accepted_in_all > 200, "{accepted_in_all}");
}

#[tokio::test]
async fn whoever_is_not_let_in_leaves_nothing_and_is_not_quoted() {
    let handler = handler(AuthMode::Basic);
    for (case, body) in bodies() {
        let login = (case % 2 == 0).then_some("Basic YWxtOnd4eXo5OTk5OTk5");
        let (answer, report) = post(&handler, login, &body).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "case {case}");
        let said = said(&answer, &report);
        assert!(!is_quoted(&said, &body) && !said.contains("YWxt"), "case {case}: {said}");
    }
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
}

#[tokio::test]
async fn another_account_gets_403_and_leaves_nothing() {
    let mut forbidden = 0;
    for (case, body) in bodies() {
        let handler = handler_of("424242424242");
        let (answer, report) = post(&handler, None, &body).await;
        let status = answer.status();
        assert!(status.is_success() || status == StatusCode::FORBIDDEN, "case {case}");
        if status == StatusCode::FORBIDDEN {
            forbidden += 1;
            assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
            assert!(!is_quoted(&said(&answer, &report), &body), "case {case}");
        }
        for message in &handler.taken() {
            let body: Value = serde_json::from_str(&message.body).unwrap();
            assert_eq!(body["accountId"], "424242424242", "case {case}");
        }
    }
    assert!(forbidden > 200, "{forbidden}");
}
