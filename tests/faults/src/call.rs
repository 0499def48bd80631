//! A call of a function to AWS, as it is seen on the way, and what can go wrong with it.

use std::fmt;

use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

/// An operation of AWS that the functions call.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Operation {
    /// Secrets Manager: `ingest` reads the webhook's credentials.
    GetSecretValue,
    /// SQS: `ingest` sends events.
    SendMessageBatch,
    /// S3: `ingest` keeps what it cannot route.
    PutObject,
    /// `DynamoDB`: `progress` reads records and history.
    BatchGetItem,
    /// `DynamoDB`: `progress` writes a record with the history of its events.
    TransactWriteItems,
    /// `DynamoDB`: `catalog` marks objects and keeps seats.
    PutItem,
    /// SNS: `progress` publishes changes.
    PublishBatch,
    /// Firehose: `archive` keeps changes.
    PutRecordBatch,
}

impl Operation {
    /// Which operation a request asks for.
    pub fn of(request: &Parts, body: &[u8]) -> Option<Self> {
        let target = header(&request.headers, "x-amz-target").and_then(|it| it.split('.').nth(1));
        Some(match target {
            Some("GetSecretValue") => Self::GetSecretValue,
            Some("SendMessageBatch") => Self::SendMessageBatch,
            Some("BatchGetItem") => Self::BatchGetItem,
            Some("TransactWriteItems") => Self::TransactWriteItems,
            Some("PutItem") => Self::PutItem,
            Some("PutRecordBatch") => Self::PutRecordBatch,
            None if body.starts_with(b"Action=PublishBatch&") => Self::PublishBatch,
            None if request.method == Method::PUT => Self::PutObject,
            Some(_) | None => return None,
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// One attempt of a call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// What it asks for.
    pub operation: Operation,
    /// The SDK's id of the call: the same in all of its attempts.
    pub call_id: String,
    /// The first attempt is 1.
    pub number: u32,
}

impl Attempt {
    /// Reads what the SDK says of a request.
    pub fn of(request: &Parts, body: &[u8]) -> Option<Self> {
        let number = header(&request.headers, "amz-sdk-request").and_then(|it| {
            it.split(';').find_map(|part| part.trim().strip_prefix("attempt=")?.parse().ok())
        });
        Some(Self {
            operation: Operation::of(request, body)?,
            call_id: header(&request.headers, "amz-sdk-invocation-id").unwrap_or("").to_owned(),
            number: number.unwrap_or(1),
        })
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
