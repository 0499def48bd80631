//! What a concern reads.

use milepost_faults::aws::{Attribute, Published};
use serde_json::{Map, Value, json};

/// A batch of a concern's queue: what the topic delivers raw to a standard queue.
pub(super) fn batch(concern: &str, changes: &[Published]) -> Value {
    let records: Vec<_> = changes.iter().map(|change| record(concern, change)).collect();
    json!({"Records": records})
}

fn record(concern: &str, change: &Published) -> Value {
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
        "eventSourceARN": format!("arn:aws:sqs:eu-west-1:123456789012:{concern}"),
        "awsRegion": "eu-west-1"
    })
}
