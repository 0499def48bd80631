//! The stand-in as the worlds use it: its cancelled transactions are counted and, to show that
//! the matrix notices, it can have a flaw.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use serde_json::Value;
use tokio::sync::watch;

use crate::aws::StandIn;
use crate::call::Operation;
use crate::upstream::Upstream;

/// What is wrong with a world on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flaw {
    /// Transactions are done without regard to their conditions and idempotency tokens.
    UnconditionalWrites,
    /// Idempotency tokens are forgotten at once.
    ForgottenTokens,
    /// The queue deletes what failed instead of delivering it again.
    DroppedRedeliveries,
    /// Nobody redrives dead letters.
    ForgottenDeadLetters,
}

/// Nobody's first read is answered before all have asked: whatever the machine's load, all
/// consumers see the same state, and get into each other's way when they write.
#[derive(Debug)]
struct Gate {
    consumers: usize,
    arrived: watch::Sender<BTreeSet<usize>>,
}

impl Gate {
    async fn pass(&self, consumer: usize) {
        self.arrived.send_if_modified(|arrived| arrived.insert(consumer));
        let mut arrived = self.arrived.subscribe();
        // An error would mean that the sender is gone, and that is this gate.
        let _ = arrived.wait_for(|arrived| arrived.len() >= self.consumers).await;
    }
}

/// AWS, watched.
#[derive(Clone)]
pub(super) struct Observed {
    pub(super) aws: StandIn,
    pub(super) flaw: Option<Flaw>,
    pub(super) cancelled: Arc<AtomicUsize>,
    gate: Arc<Gate>,
    consumer: usize,
}

impl Observed {
    pub(super) fn new(aws: StandIn, flaw: Option<Flaw>, consumers: usize) -> Self {
        let gate = Arc::new(Gate { consumers, arrived: watch::Sender::default() });
        Self { aws, flaw, cancelled: Arc::default(), gate, consumer: 0 }
    }

    /// The same AWS, as the consumer of this number sees it.
    pub(super) fn of_consumer(&self, consumer: usize) -> Self {
        Self { consumer, ..self.clone() }
    }
}

impl Upstream for Observed {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, mut body) = request.into_parts();
        let operation = Operation::of(&parts, &body);
        if operation == Some(Operation::BatchGetItem) {
            self.gate.pass(self.consumer).await;
        }
        let is_transaction = operation == Some(Operation::TransactWriteItems);
        body = match self.flaw {
            Some(Flaw::UnconditionalWrites) if is_transaction => without_conditions(&body),
            Some(Flaw::ForgottenTokens) if is_transaction => {
                without_token(&body).to_string().into()
            }
            _ => body,
        };
        let answer = self.aws.call(Request::from_parts(parts, body)).await;
        if is_transaction && answer.status() == StatusCode::BAD_REQUEST {
            self.cancelled.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }
}

fn without_token(body: &[u8]) -> Value {
    let mut call: Value = serde_json::from_slice(body).expect("a transaction in JSON");
    let token = call.as_object_mut().expect("an object").remove("ClientRequestToken");
    assert!(token.is_some(), "the SDK sends one");
    call
}

fn without_conditions(body: &[u8]) -> Bytes {
    let mut call = without_token(body);
    for item in call["TransactItems"].as_array_mut().expect("items") {
        let put = item["Put"].as_object_mut().expect("a put");
        put.retain(|name, _| name == "TableName" || name == "Item");
    }
    call.to_string().into()
}
