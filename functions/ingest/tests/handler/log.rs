//! What is logged: enough to find an event again, and nothing personal.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ingest::auth::{Algorithm, AuthMode, Authenticator, Encoding, FetchError, SignatureScheme};
use lambda_http::http::Method;
use milepost_messaging::SendError;
use milepost_runtime::telemetry;
use serde_json::Value;
use tracing::Level;

use crate::support::{SECRET, TestHandler, envelope, event, handler, now, request};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All lines that a request makes, at the level that shows most.
async fn lines(handler: &TestHandler, header: Option<(&str, &str)>, body: &str) -> String {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = telemetry::subscriber(Level::TRACE, move || writer.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let (_, report) = handler.handle(request(Method::POST, header, body.as_bytes()), now()).await;
    drop(guard);
    let took = Duration::from_micros(1_500);
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    format!("{log}{}\n", report.to_metrics(now(), took).to_line(now()))
}

const LEARNER: &str = r#"{"eventName":"COURSE_ENROLLMENT","learner":{"name":"Jane Roe","email":"jane@example.com"},
    "data":{"userId":"jane-4711","loInstanceId":"course:1_2","name":"Jane Roe"}}"#;

/// Everything personal or secret in the requests below.
const FORBIDDEN: [&str; 9] = [
    "Jane",
    "jane",
    "4711",
    "example.com",
    "hunter2",
    "pass:word",
    "signing-key",
    "aHVudGVyMg",
    "log-key",
];

#[tokio::test]
async fn nothing_personal_is_logged() {
    let open = || handler(AuthMode::None);
    let broken = handler(AuthMode::Basic);
    *broken.secrets.store().answer.lock().unwrap() = Ok(format!("{SECRET} hunter2"));
    let down = handler(AuthMode::Basic);
    *down.secrets.store().answer.lock().unwrap() = Err(FetchError("AccessDenied".to_owned()));
    let many_bad = vec![r#"{"eventName":"jane","timestamp":"hunter2 4711"}"#.to_owned(); 3];
    let authorization = Some(("authorization", "Basic aHVudGVyMg=="));
    let table = [
        (open(), None, envelope(&[LEARNER.to_owned(), event(1)])),
        (open(), None, envelope(&many_bad)),
        (open(), None, LEARNER.replace("COURSE_ENROLLMENT", "X\\u0000")),
        (open(), None, LEARNER.replace('}', "jane")),
        (open(), None, r#"{"challenge":"jane"}"#.to_owned()),
        (open(), authorization, LEARNER.to_owned()),
        (handler(AuthMode::Basic), authorization, LEARNER.to_owned()),
        (handler(AuthMode::Basic), Some(("x-alm-signature", "hunter2")), LEARNER.to_owned()),
        (broken, authorization, LEARNER.to_owned()),
        (down, authorization, LEARNER.to_owned()),
    ];
    for (handler, header, body) in table {
        let log = lines(&handler, header, &body).await;
        assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{log}");
        for word in FORBIDDEN {
            assert!(!log.contains(word), "{word} in {log}");
        }
    }
}

#[tokio::test]
async fn no_failing_call_shows_a_secret() {
    let secret_is = |text: &str| {
        let handler = handler(AuthMode::Basic);
        *handler.secrets.store().answer.lock().unwrap() = Ok(text.to_owned());
        handler
    };
    let no_queue = handler(AuthMode::Basic);
    no_queue.queue.answer(|_| Err(SendError::NotReached("timed out".to_owned())));
    let no_quarantine = handler(AuthMode::Basic);
    no_quarantine.quarantine.is_down();
    let table = [
        (secret_is(&SECRET.replace('}', "")), "webhook.failed"),
        (secret_is(&SECRET.replace("username", "user")), "webhook.failed"),
        (secret_is(&SECRET.replace(r#""alm""#, r#"["alm"]"#)), "webhook.failed"),
        (secret_is(&SECRET.replace("pass:word", "pass:word!")), "webhook.refused"),
        (no_queue, "webhook.failed"),
        (no_quarantine, "webhook.failed"),
    ];
    let authorization = Some(("authorization", "Basic YWxtOnBhc3M6d29yZA=="));
    let secrets = ["pass:word", "signing-key", "log-key", "YWxtOnBhc3M6", "\"alm\""];
    for (handler, outcome) in table {
        let body = envelope(&[event(1), "{}".to_owned()]);
        let log = lines(&handler, authorization, &body).await;
        assert!(log.contains(outcome), "{outcome} in {log}");
        assert_eq!(secrets.iter().find(|secret| log.contains(**secret)), None, "{log}");
    }
}

#[tokio::test]
async fn nothing_that_holds_a_secret_prints_it() {
    let scheme = SignatureScheme {
        header: "x-alm-signature".parse().unwrap(),
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Hex,
        prefix: String::new(),
    };
    let handler = handler(AuthMode::Basic);
    let secret = handler.secrets.get(now()).await.unwrap();
    let checks = (Authenticator::basic(&secret), Authenticator::signature(&scheme, &secret));
    let shown = format!("{secret:?} {checks:?} {:?}", handler.log_key);
    assert!(shown.contains("[redacted]"));
    for word in ["pass:word", "alm\"", "signing-key", "log-key"] {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
}

#[tokio::test]
async fn of_a_large_request_the_first_100_events_are_named() {
    let handler = handler(AuthMode::None);
    let events: Vec<_> = (0..101).map(event).collect();
    let line = lines(&handler, None, &envelope(&events)).await;
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["eventKeys"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn an_accepted_request_is_one_line() {
    let handler = handler(AuthMode::None);
    let events: Vec<_> = (0..12).map(event).chain(["{}".to_owned()]).collect();
    let log = lines(&handler, None, &envelope(&events)).await;
    assert_eq!(log.lines().count(), 1, "{log}");
    let mut line: Value = serde_json::from_str(&log).unwrap();
    assert_eq!(line["eventKeys"].as_array().unwrap().len(), 12);
    assert_eq!(line["records"].as_array().unwrap().len(), 12);
    assert_eq!((&line["EventsAccepted"], &line["EventsQuarantined"]), (&12.into(), &1.into()));
    line["eventKeys"] = "[keys]".into();
    line["records"] = "[hashes]".into();
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(line) });
}

#[tokio::test]
async fn a_refusal_names_the_header_fields_that_might_hold_a_signature() {
    let handler = handler(AuthMode::Basic);
    let log = lines(&handler, Some(("X-Some-Signature", "hunter2")), "{}").await;
    let line: Value = serde_json::from_str(&log).unwrap();
    assert_eq!((&line["message"], &line["level"]), (&"webhook.refused".into(), &"WARN".into()));
    assert_eq!(line["RequestsRefused"], 1);
    assert_eq!(line["reasons"], serde_json::json!({"missing_credentials": 1}));
    assert_eq!(line["headerNames"], serde_json::json!(["x-some-signature"]));
}

#[tokio::test]
async fn a_flood_of_refusals_is_logged_without_header_fields() {
    let handler = handler(AuthMode::Basic);
    let mut named = 0;
    for _ in 0..20 {
        let log = lines(&handler, Some(("X-Chosen-By-A-Stranger", "1")), "{}").await;
        let line: Value = serde_json::from_str(&log).unwrap();
        assert_eq!(line["RequestsRefused"], 1);
        named += usize::from(line["headerNames"].is_array());
    }
    assert_eq!(named, 5);
}
