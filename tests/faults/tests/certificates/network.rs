//! What is between one process and AWS: it counts the calls, lets one of them go wrong, and keeps
//! what was published and stored.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use hyper::{Method, Request, Response, StatusCode};
use milepost_faults::aws::Form;
use milepost_faults::lambda::KillSwitch;
use milepost_faults::proxy::Forward;
use milepost_faults::upstream::Upstream;
use serde_json::Value;
use tokio::sync::Barrier;

/// What goes wrong, at the call of this number, from 0.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trouble {
    /// The process dies before AWS gets the call.
    DeathBefore(usize),
    /// The process dies when AWS has done it, before the answer.
    DeathAfter(usize),
    /// AWS does it, and answers that it could not; the SDK tries again.
    DoneAndDenied(usize),
}

impl Trouble {
    /// All that can go wrong at these calls.
    pub(crate) fn at(calls: std::ops::Range<usize>) -> impl Iterator<Item = Self> {
        calls.flat_map(|at| [Self::DeathBefore(at), Self::DeathAfter(at), Self::DoneAndDenied(at)])
    }

    fn call(self) -> usize {
        let (Self::DeathBefore(at) | Self::DeathAfter(at) | Self::DoneAndDenied(at)) = self;
        at
    }
}

/// What came through.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    calls: AtomicUsize,
    has_struck: AtomicBool,
    conflicts: AtomicUsize,
    published: Mutex<Vec<Value>>,
    stored: Mutex<BTreeMap<String, usize>>,
}

impl Seen {
    /// How many calls the functions have made.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Whether it has gone wrong.
    pub(crate) fn has_struck(&self) -> bool {
        self.has_struck.load(Ordering::SeqCst)
    }

    /// How many transactions were cancelled.
    pub(crate) fn conflicts(&self) -> usize {
        self.conflicts.load(Ordering::SeqCst)
    }

    /// The messages, each once: who gets one again knows it by its id, and it says the same.
    pub(crate) fn published(&self) -> Vec<Value> {
        let mut distinct = Vec::new();
        for event in self.published.lock().unwrap().iter() {
            if !distinct.contains(event) {
                distinct.push(event.clone());
            }
        }
        distinct
    }

    /// How often each object was written, by its path.
    pub(crate) fn stored(&self) -> BTreeMap<String, usize> {
        self.stored.lock().unwrap().clone()
    }
}

/// The network of one process.
pub(crate) struct Network {
    pub(crate) aws: Forward,
    pub(crate) kill_switch: KillSwitch,
    pub(crate) trouble: Option<Trouble>,
    /// Whether conditions of writes are lost on the way: nothing may be right then.
    pub(crate) loses_conditions: bool,
    /// Nobody's first call is answered before all have made theirs.
    pub(crate) start: Option<Arc<Barrier>>,
    pub(crate) has_started: AtomicBool,
    pub(crate) seen: Arc<Seen>,
}

impl Upstream for Network {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        // What a dying process still has under way is done, and counts for nobody.
        if self.kill_switch.is_doomed() {
            return self.done(request).await;
        }
        if let Some(start) = &self.start
            && !self.has_started.swap(true, Ordering::SeqCst)
        {
            start.wait().await;
        }
        let number = self.seen.calls.fetch_add(1, Ordering::SeqCst);
        let trouble = self.trouble.filter(|trouble| trouble.call() == number);
        self.seen.has_struck.fetch_or(trouble.is_some(), Ordering::SeqCst);
        match trouble {
            None => self.done(request).await,
            Some(Trouble::DeathBefore(_)) => {
                self.kill_switch.doom();
                self.kill_switch.pull().await;
                unavailable()
            }
            Some(Trouble::DeathAfter(_)) => {
                self.kill_switch.doom();
                self.done(request).await;
                self.kill_switch.pull().await;
                unavailable()
            }
            Some(Trouble::DoneAndDenied(_)) => {
                self.done(request).await;
                unavailable()
            }
        }
    }
}

impl Network {
    /// Has AWS do it.
    async fn done(&self, request: Request<Bytes>) -> Response<Bytes> {
        let request = if self.loses_conditions { unconditional(request) } else { request };
        let (is_put, path) = (request.method() == Method::PUT, request.uri().path().to_owned());
        let is_transaction = target(&request).ends_with(".TransactWriteItems");
        let published = published(request.body());
        let answer = self.aws.call(request).await;
        if answer.status() == StatusCode::OK {
            self.seen.published.lock().unwrap().extend(published);
            if is_put {
                *self.seen.stored.lock().unwrap().entry(path).or_default() += 1;
            }
        } else if is_transaction {
            self.seen.conflicts.fetch_add(1, Ordering::SeqCst);
        }
        answer
    }
}

fn target(request: &Request<Bytes>) -> &str {
    request.headers().get("x-amz-target").and_then(|it| it.to_str().ok()).unwrap_or_default()
}

/// The message, if this publishes one.
fn published(body: &[u8]) -> Option<Value> {
    let mut form = body.starts_with(b"Action=PublishBatch&").then(|| Form::read(body))?;
    let [entry] = form.take_entries("PublishBatchRequestEntries").try_into().ok()?;
    Some(serde_json::from_str(&entry.body).unwrap())
}

fn unavailable() -> Response<Bytes> {
    Response::builder().status(StatusCode::SERVICE_UNAVAILABLE).body(Bytes::new()).unwrap()
}

/// The same without its conditions.
fn unconditional(request: Request<Bytes>) -> Request<Bytes> {
    let is_transaction = target(&request).ends_with(".TransactWriteItems");
    let (mut parts, mut body) = request.into_parts();
    parts.headers.remove("if-none-match");
    if is_transaction {
        let mut call: Value = serde_json::from_slice(&body).unwrap();
        for item in call["TransactItems"].as_array_mut().unwrap() {
            if let Some(put) = item.get_mut("Put").and_then(Value::as_object_mut) {
                put.retain(|name, _| name == "TableName" || name == "Item");
            }
        }
        body = call.to_string().into();
    }
    Request::from_parts(parts, body)
}
