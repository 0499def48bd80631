//! Messages as SQS, SNS and Firehose count them.

use base64::prelude::*;
use milepost_faults::aws::{Entry, Form};
use serde::Deserialize;

use super::{Messages, float};

/// Amazon SQS pricing and Amazon SNS pricing: each 64 KB of a call are one request.
const REQUEST_BYTES: usize = 64 * 1024;
/// Amazon API Gateway pricing: HTTP APIs are metered in increments of 512 KB.
const HTTP_REQUEST_BYTES: usize = 512 * 1024;
/// Amazon Data Firehose pricing: each record is rounded up to the next 5 KB.
const FIREHOSE_BYTES: usize = 5 * 1024;

#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Option<Vec<Record>>,
}

#[derive(Deserialize)]
struct Record {
    body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendRequest {
    entries: Vec<SendEntry>,
}

/// The function sends no attributes, and none may appear uncounted.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "they do not count")]
struct SendEntry {
    id: String,
    message_body: String,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutRequest {
    records: Vec<PutRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutRecord {
    data: String,
}

/// The batch of a queue that a function was invoked with, if it was.
pub(super) fn received(payload: &[u8]) -> Option<Messages> {
    let batch: Batch = serde_json::from_slice(payload).expect("a payload in JSON");
    Some(messages(batch.records?.iter().map(|record| record.body.len())))
}

/// The HTTP API's requests behind a payload. The payload, which tells of the request, is a little
/// larger than it was.
pub(super) fn http_requests(payload: &[u8]) -> f64 {
    float(payload.len().div_ceil(HTTP_REQUEST_BYTES))
}

/// The messages of a `SendMessageBatch`.
pub(super) fn sent(request: &[u8]) -> Messages {
    let request: SendRequest = serde_json::from_slice(request).expect("a SendMessageBatch");
    messages(request.entries.iter().map(|entry| entry.message_body.len()))
}

/// The messages of a `PublishBatch`.
pub(super) fn published(request: &[u8]) -> Messages {
    let entries = Form::read(request).take_entries("PublishBatchRequestEntries");
    messages(entries.iter().map(entry_bytes))
}

/// What Firehose bills of a `PutRecordBatch`, in bytes.
pub(super) fn archived(request: &[u8]) -> f64 {
    let request: PutRequest = serde_json::from_slice(request).expect("a PutRecordBatch");
    let bytes = |record: &PutRecord| BASE64_STANDARD.decode(&record.data).expect("base64").len();
    let records = request.records.iter().map(bytes);
    float(records.map(|bytes| bytes.next_multiple_of(FIREHOSE_BYTES)).sum())
}

fn entry_bytes(entry: &Entry) -> usize {
    let attributes = entry.attributes.iter();
    let attributes = attributes.map(|(name, it)| name.len() + it.data_type.len() + it.value.len());
    entry.body.len() + attributes.sum::<usize>()
}

/// The messages of one call, by their sizes.
fn messages(sizes: impl ExactSizeIterator<Item = usize>) -> Messages {
    let (messages, bytes) = (sizes.len(), sizes.sum::<usize>());
    let requests = bytes.div_ceil(REQUEST_BYTES).max(1);
    Messages { requests: float(requests), messages: float(messages), bytes: float(bytes) }
}
