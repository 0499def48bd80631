//! The front of AWS in memory.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Request, Response};

use super::clock::Clock;
use super::limits::Violation;
use super::wire::refusal::Blame;
use super::wire::{Answer, Protocol, Refusal, dynamodb, s3, secrets_manager, sns, sqs};
use super::{Bucket, Fifo, Names, Secret, Tables, Topic};
use crate::call::Operation;
use crate::upstream::Upstream;

/// AWS in memory. Clones are the same AWS.
#[derive(Clone, Debug)]
pub struct StandIn(Arc<Services>);

#[derive(Debug)]
struct Services {
    names: Names,
    clock: Clock,
    secret: Secret,
    queue: Fifo,
    tables: Tables,
    topic: Topic,
    bucket: Bucket,
    violations: Mutex<Vec<String>>,
    unexpected: Mutex<Vec<String>>,
}

impl StandIn {
    /// An empty AWS with these names in it.
    pub fn new(names: Names) -> Self {
        let clock = Clock::default();
        Self(Arc::new(Services {
            names,
            secret: Secret::default(),
            queue: Fifo::new(clock.clone()),
            tables: Tables::new(clock.clone()),
            topic: Topic::new(clock.clone()),
            bucket: Bucket::default(),
            clock,
            violations: Mutex::default(),
            unexpected: Mutex::default(),
        }))
    }

    /// What the things in it are called.
    pub fn names(&self) -> &Names {
        &self.0.names
    }

    /// The webhook's secret.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// The events queue with its dead-letter queue.
    pub fn queue(&self) -> &Fifo {
        &self.0.queue
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.0.tables
    }

    /// The topic of changes.
    pub fn topic(&self) -> &Topic {
        &self.0.topic
    }

    /// The quarantine.
    pub fn bucket(&self) -> &Bucket {
        &self.0.bucket
    }

    /// Lets virtual time pass: for deduplication and idempotency tokens.
    pub fn advance(&self, time: Duration) {
        self.0.clock.advance(time);
    }

    /// What broke one of AWS's limits.
    pub fn violations(&self) -> Vec<String> {
        self.0.violations.lock().expect("no panic under the lock").clone()
    }

    /// Requests for other operations or names, or in a form that is not known here.
    pub fn unexpected(&self) -> Vec<String> {
        self.0.unexpected.lock().expect("no panic under the lock").clone()
    }

    pub(super) fn record_violation(&self, Violation { code, message }: &Violation) {
        let line = format!("{code}: {message}");
        self.0.violations.lock().expect("no panic under the lock").push(line);
    }

    fn record(&self, request: &Parts, Refusal { code, message, blame, .. }: &Refusal) {
        let record = match blame {
            Blame::Violation => &self.0.violations,
            Blame::Unexpected => &self.0.unexpected,
            Blame::Nobody => return,
        };
        let line = format!("{}: {code}: {message}", asks_for(request));
        record.lock().expect("no panic under the lock").push(line);
    }

    async fn answer(&self, request: &Parts, body: &Bytes) -> Answer {
        match Operation::of(request, body) {
            Some(Operation::GetSecretValue) => secrets_manager::get_secret_value(self, body),
            Some(Operation::SendMessageBatch) => sqs::send_message_batch(self, body),
            Some(Operation::PutObject) => s3::put_object(self, request, body),
            Some(Operation::BatchGetItem) => dynamodb::read::batch_get_item(self, body),
            Some(Operation::TransactWriteItems) => {
                dynamodb::write::transact_write_items(self, body).await
            }
            Some(Operation::PutItem) => dynamodb::write::put_item(self, body).await,
            Some(Operation::PublishBatch) => sns::publish_batch(self, body),
            Some(Operation::PutRecordBatch) | None => {
                Err(Refusal::unexpected("UnknownOperationException", "not known here"))
            }
        }
    }
}

/// The operation's name, or the method and path.
fn asks_for(request: &Parts) -> String {
    let target = request.headers.get("x-amz-target").and_then(|it| it.to_str().ok());
    target.map_or_else(|| format!("{} {}", request.method, request.uri.path()), str::to_owned)
}

impl Upstream for StandIn {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (request, body) = request.into_parts();
        self.answer(&request, &body).await.unwrap_or_else(|refusal| {
            self.record(&request, &refusal);
            refusal.answer(Protocol::of(&request))
        })
    }
}
