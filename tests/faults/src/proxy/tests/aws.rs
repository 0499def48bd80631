//! An AWS that does nothing but say that it did, and the SDK's calls to it.

#[path = "calls.rs"]
pub(super) mod calls;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Request, Response};
use serde_json::{Value, json};

pub(super) use calls::call;

use crate::call::{Attempt, Operation};
use crate::fault::{Fault, Inject};
use crate::upstream::Upstream;

/// Lets this happen to first attempts.
pub(super) struct Script {
    fault: Option<Fault>,
    pub(super) kills: AtomicUsize,
}

impl Script {
    pub(super) fn new(fault: Option<Fault>) -> Self {
        Self { fault, kills: AtomicUsize::new(0) }
    }
}

impl Inject for Script {
    fn fault(&self, attempt: &Attempt) -> Option<Fault> {
        self.fault.filter(|_| attempt.number == 1)
    }

    async fn kill(&self, _: &Attempt) {
        self.kills.fetch_add(1, Ordering::SeqCst);
    }
}

/// Remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct Aws(Arc<Mutex<Vec<(Parts, Bytes)>>>);

impl Aws {
    pub(super) fn requests(&self) -> Vec<(Parts, Bytes)> {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn bodies(&self) -> Vec<String> {
        let bodies = self.requests().into_iter();
        bodies.map(|(_, body)| String::from_utf8(body.to_vec()).unwrap()).collect()
    }

    /// How many entries each call had.
    pub(super) fn entries(&self, list: &str) -> Vec<usize> {
        let count = |body: &String| read(body.as_bytes())[list].as_array().unwrap().len();
        self.bodies().iter().map(count).collect()
    }

    /// How many keys of each table the first call had.
    pub(super) fn tables(&self) -> Vec<(String, usize)> {
        let call = read(self.bodies()[0].as_bytes());
        let tables: BTreeMap<String, Value> =
            serde_json::from_value(call["RequestItems"].clone()).unwrap();
        let count =
            |(name, table): (String, Value)| (name, table["Keys"].as_array().unwrap().len());
        tables.into_iter().map(count).collect()
    }
}

impl Upstream for Aws {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let answer = answer(Operation::of(&parts, &body), &body);
        self.0.lock().unwrap().push((parts, body));
        Response::new(answer.into())
    }
}

fn answer(operation: Option<Operation>, body: &[u8]) -> String {
    match operation {
        Some(Operation::SendMessageBatch) => {
            let call = read(body);
            let sent = call["Entries"].as_array().into_iter().flatten();
            let sent: Vec<_> = sent.map(|entry| json!({"Id": entry["Id"]})).collect();
            json!({"Successful": sent}).to_string()
        }
        Some(Operation::PutRecordBatch) => {
            let call = read(body);
            let put = call["Records"].as_array().into_iter().flatten();
            let put: Vec<_> = put.map(|_| json!({"RecordId": "1"})).collect();
            json!({"FailedPutCount": 0, "RequestResponses": put}).to_string()
        }
        Some(Operation::PublishBatch) => {
            let result = "<PublishBatchResult><Successful></Successful></PublishBatchResult>";
            format!("<PublishBatchResponse>{result}</PublishBatchResponse>")
        }
        Some(Operation::PutObject) => String::new(),
        _ => "{}".to_owned(),
    }
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}
