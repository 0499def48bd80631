//! Ports in memory, and requests.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Deref;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::read::GzEncoder;
use ingest::answer::Answer;
use ingest::auth::{AuthMode, FetchError, FetchSecret, SecretCache};
use ingest::handler::Handler;
use ingest::header_names::HeaderNames;
use ingest::plan::Planner;
use ingest::report::Report;
use ingest::request::UnverifiedRequest;
use jiff::Timestamp;
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Method};
use milepost_contracts::specimen::Part;
use milepost_harness::messaging::Memory;
use milepost_harness::{Fault, store};
use milepost_messaging::{Message, Place};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use milepost_store::{Bucket, Upload};

/// The secret that all tests use.
pub(crate) const SECRET: &str =
    r#"{"username":"alm","password":"pass:word","signatureSecret":"signing-key"}"#;

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

/// The bucket of quarantine, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quarantine {
    memory: store::Memory,
}

impl Quarantine {
    pub(crate) fn bucket(&self) -> Bucket {
        self.memory.bucket("quarantine")
    }

    /// From now on nothing can be kept.
    pub(crate) fn is_down(&self) {
        self.memory.faults().fail_next("PutObject", usize::MAX, Fault::NotReached);
    }

    /// What is kept, by key.
    pub(crate) fn kept(&self) -> BTreeMap<String, Upload> {
        self.memory.objects("quarantine")
    }

    /// The reasons and the bytes of what is kept.
    pub(crate) fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        let reason = |it: &Upload| &*metadata(it, "reason").unwrap_or_default().leak();
        self.kept().into_values().map(|it| (reason(&it), it.bytes)).collect()
    }

    pub(crate) fn parts(&self) -> Vec<Part> {
        let is_body = |it: &Upload| metadata(it, "part").as_deref() == Some("body");
        let part = |it| if is_body(it) { Part::Body } else { Part::Event };
        self.kept().values().map(part).collect()
    }

    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        self.contents().into_iter().map(|(reason, _)| reason).collect()
    }
}

/// A value of an object's metadata.
pub(crate) fn metadata(upload: &Upload, name: &str) -> Option<String> {
    upload.metadata.iter().find(|it| it.0 == name).map(|it| it.1.clone())
}

/// A handler over a queue, a quarantine and a store in memory.
pub(crate) struct TestHandler {
    pub(crate) handler: Handler<Store>,
    pub(crate) queue: Memory,
    pub(crate) quarantine: Quarantine,
}

impl Deref for TestHandler {
    type Target = Handler<Store>;

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
    let (memory, quarantine) = (Memory::default(), Quarantine::default());
    let handler = Handler {
        auth_mode,
        secrets: SecretCache::new(Store {
            answer: Mutex::new(Ok(SECRET.to_owned())),
            calls: AtomicUsize::new(0),
        }),
        planner: Planner::new(None),
        queue: memory.queue("events"),
        quarantine: quarantine.bucket(),
        log_key: LogKey::new(&Secret::new("log-key")),
        header_names: HeaderNames::default(),
    };
    TestHandler { handler, queue: memory, quarantine }
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

/// A body, packed.
pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(body, Compression::default()).read_to_end(&mut packed).unwrap();
    packed
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
