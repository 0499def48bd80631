//! Ports in memory, and requests.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ingest::answer::Answer;
use ingest::auth::{AuthMode, FetchError, FetchSecret, SecretCache};
use ingest::handler::Handler;
use ingest::plan::Planner;
use ingest::quarantine::{PutError, PutQuarantine, Specimen};
use ingest::report::Report;
use ingest::request::UnverifiedRequest;
use jiff::Timestamp;
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Method};
use milepost_contracts::specimen::Part;
use milepost_messaging::{Memory, Message, Place, Queue};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// The secret that all tests use.
pub(crate) const SECRET: &str =
    r#"{"username":"alm","password":"pass:word","signatureSecret":"signing-key"}"#;

/// A quarantine, by key.
#[derive(Debug, Default)]
pub(crate) struct Quarantine {
    pub(crate) kept: Mutex<BTreeMap<String, Specimen>>,
    pub(crate) down: bool,
}

impl PutQuarantine for Quarantine {
    async fn put(&self, specimen: Specimen) -> Result<(), PutError> {
        if self.down {
            return Err(PutError("down".to_owned()));
        }
        self.kept.lock().unwrap().insert(specimen.key(), specimen);
        Ok(())
    }
}

/// A store of one secret, which may fail.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) answer: Mutex<Result<String, FetchError>>,
    pub(crate) calls: AtomicUsize,
}

impl FetchSecret for Store {
    async fn fetch(&self) -> Result<String, FetchError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.answer.lock().unwrap().clone()
    }
}

/// A handler over a queue, a quarantine and a store in memory.
pub(crate) struct TestHandler {
    pub(crate) handler: Handler<Quarantine, Store>,
    pub(crate) queue: Memory,
}

impl Deref for TestHandler {
    type Target = Handler<Quarantine, Store>;

    fn deref(&self) -> &Self::Target {
        &self.handler
    }
}

impl TestHandler {
    /// What the queue has taken.
    pub(crate) fn taken(&self) -> Vec<Message> {
        self.queue.taken_with_repeats("events")
    }

    /// How many messages it has taken.
    pub(crate) fn count(&self) -> usize {
        self.taken().len()
    }
}

pub(crate) fn place(message: &Message) -> &Place {
    message.place.as_ref().unwrap()
}

pub(crate) fn handler(auth_mode: AuthMode) -> TestHandler {
    let memory = Memory::default();
    let handler = Handler {
        auth_mode,
        secrets: SecretCache::new(Store {
            answer: Mutex::new(Ok(SECRET.to_owned())),
            calls: AtomicUsize::new(0),
        }),
        planner: Planner::new(None),
        queue: Queue::memory(&memory, "events"),
        quarantine: Quarantine::default(),
        log_key: LogKey::new(&Secret::new("log-key")),
    };
    TestHandler { handler, queue: memory }
}

/// An open handler that serves one account.
pub(crate) fn handler_of(account: &str) -> TestHandler {
    let mut handler = handler(AuthMode::None);
    handler.handler.planner = Planner::new(Some(account.parse().unwrap()));
    handler
}

pub(crate) fn now() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

pub(crate) fn request(
    method: Method,
    header: Option<(&str, &str)>,
    body: &[u8],
) -> UnverifiedRequest {
    let headers: HeaderMap = header
        .into_iter()
        .map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_bytes(value.as_bytes()).unwrap())
        })
        .collect();
    UnverifiedRequest::new(method, headers, body.to_vec())
}

/// Posts a body to an open handler.
pub(crate) async fn post(handler: &TestHandler, body: impl AsRef<[u8]>) -> (Answer, Report) {
    handler.handle(request(Method::POST, None, body.as_ref()), now()).await
}

/// A learner's event.
pub(crate) fn event(id: usize) -> String {
    format!(
        r#"{{"eventId":"e-{id}","eventName":"COURSE_ENROLLMENT","timestamp":"2025-11-08T03:49:52.000Z","data":{{"userId":{id},"loId":"course:1","loInstanceId":"course:1_2","loType":"course","enrollmentSource":"SELF_ENROLL","dateEnrolled":"2025-11-08T03:49:52.000Z"}}}}"#
    )
}

/// An envelope of these events, of account 1234.
pub(crate) fn envelope(events: &[String]) -> String {
    format!(r#"{{"accountId":1234,"events":[{}]}}"#, events.join(","))
}

pub(crate) fn stored(accepted: usize, quarantined: usize) -> Answer {
    Answer::Stored { accepted, quarantined }
}

impl Quarantine {
    /// The reasons and the bytes of what is kept.
    pub(crate) fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        let kept = self.kept.lock().unwrap();
        kept.values().map(|one| (one.reason, one.bytes.clone())).collect()
    }

    pub(crate) fn parts(&self) -> Vec<Part> {
        self.kept.lock().unwrap().values().map(|one| one.part).collect()
    }

    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        self.contents().into_iter().map(|(reason, _)| reason).collect()
    }
}
