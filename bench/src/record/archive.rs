//! What `archive` reads, and the stream that it writes to.

use hyper::Response;
use hyper::body::Bytes;
use milepost_faults::aws::{Attribute, Published};
use serde_json::{Map, Value, json};

/// A batch of the archive's queue: what the topic delivers raw to a standard queue.
pub(super) fn batch(changes: &[Published]) -> Value {
    json!({"Records": changes.iter().map(record).collect::<Vec<_>>()})
}

fn record(change: &Published) -> Value {
    let attribute = |it: &Attribute| {
        json!({"stringValue": it.value, "stringListValues": [], "binaryListValues": [],
            "dataType": it.data_type})
    };
    let attributes = change.attributes.iter();
    let attributes: Map<_, _> =
        attributes.map(|(name, it)| (name.clone(), attribute(it))).collect();
    json!({
        "messageId": change.message_id,
        "receiptHandle": format!("handle of {}", change.message_id),
        "body": change.body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1794816302210",
            "SenderId": "AIDAEXAMPLEAAAAAAAAAA",
            "ApproximateFirstReceiveTimestamp": "1794816302218"
        },
        "messageAttributes": attributes,
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:archive",
        "awsRegion": "eu-west-1"
    })
}

/// Takes all records.
pub(super) fn put_record_batch(request: &[u8]) -> Response<Bytes> {
    let request: Value = serde_json::from_slice(request).expect("JSON");
    let records = request["Records"].as_array().expect("records");
    let taken: Vec<_> =
        (0..records.len()).map(|it| json!({"RecordId": format!("{it:056}")})).collect();
    let answer = json!({"FailedPutCount": 0, "RequestResponses": taken}).to_string();
    let answer = Response::builder()
        .header("content-type", "application/x-amz-json-1.1")
        .body(Bytes::from(answer));
    answer.expect("a well-formed answer")
}
