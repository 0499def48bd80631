//! What the functions are invoked with.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use milepost_domain::EventKey;
use serde_json::{Value, json};

use crate::aws::{Message, Names, StandIn};
use crate::scenario::{PASSWORD, USERNAME};

/// As API Gateway sends it.
const REQUEST: &str = include_str!("../../../../events/ingest/enrolled.json");

/// AWS as the stack finds it: nothing in it but the webhook's credentials.
pub fn stand_in() -> StandIn {
    let aws = StandIn::new(Names::default());
    aws.secret().set(json!({"username": USERNAME, "password": PASSWORD}).to_string());
    aws
}

/// ALM's request with this body.
pub fn of_request(body: &str) -> Value {
    let mut request: Value = serde_json::from_str(REQUEST).expect("JSON");
    let credentials = BASE64_STANDARD.encode(format!("{USERNAME}:{PASSWORD}"));
    request["headers"]["authorization"] = json!(format!("Basic {credentials}"));
    request["headers"]["content-length"] = json!(body.len().to_string());
    request["body"] = json!(body);
    request
}

/// Whose completion a message is about.
#[derive(Clone, Copy, Debug)]
pub struct Completed<'a> {
    /// The learner.
    pub user: &'a str,
    /// The learning object.
    pub object: &'a str,
    /// Its instance.
    pub instance: &'a str,
}

/// What `progress` publishes of one change of a completed record: the message's id, the record's
/// version.
pub fn published(of: Completed<'_>, id: EventKey, version: u64, change: &Value) -> Value {
    let Completed { user, object, instance } = of;
    let at = "2026-11-23T12:00:00.000Z";
    json!({
        "specversion": "1.0", "id": id, "source": "/milepost/progress",
        "subject": format!("1234#{user}#{instance}"), "type": "milepost.enrollment.changed.v1",
        "time": at, "datacontenttype": "application/json",
        "data": {
            "accountId": "1234", "userId": user, "loId": object, "loInstanceId": instance,
            "loType": "course", "eventName": "COURSE_COMPLETED", "version": version, "attempt": 1,
            "stateFrom": "in_progress", "stateTo": "completed", "progressPercent": 100,
            "occurredAt": at, "changes": [change],
        },
    })
}

/// A batch of the queue: messages, and how often each was delivered.
pub fn of_batch<'a>(batch: impl IntoIterator<Item = (&'a Message, u32)>) -> Value {
    let records: Vec<Value> = batch.into_iter().map(record).collect();
    json!({"Records": records})
}

fn record((message, receive_count): (&Message, u32)) -> Value {
    json!({
        "messageId": message.message_id,
        "receiptHandle": format!("handle of {}", message.message_id),
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": receive_count.to_string(),
            "SentTimestamp": "1794816302210",
            "SequenceNumber": "18893245678901200512",
            "MessageGroupId": message.group,
            "MessageDeduplicationId": message.deduplication_id,
            "SenderId": "AROAEXAMPLEAAAAAAAAAA:milepost-ingest",
            "ApproximateFirstReceiveTimestamp": "1794816302218"
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:events.fifo",
        "awsRegion": "eu-west-1"
    })
}
