//! What Lambda delivers of a queue, as far as it matters here.
//!
//! AWS Lambda developer guide, "Using Lambda with Amazon SQS". `aws_lambda_events` knows the whole
//! event, and copies all of it, in every invocation.

use serde::Deserialize;

use crate::trace::event_key;

/// From this receipt on a message is processed in isolation: it, or one that came with it, has
/// failed twice, and a crash or time-out shall name its culprit.
const SUSPECT_RECEIVE_COUNT: u32 = 3;

/// From this receipt on a message no longer waits for the earlier ones of its group. Behind one
/// that always fails, it would be dead-lettered with it, untried: SQS counts its receipts, too.
/// One less than the queues' `maxReceiveCount`, so that it has a second try.
const IMPATIENT_RECEIVE_COUNT: u32 = 4;

/// A batch of messages.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "Records")]
    pub(super) deliveries: Vec<Delivery>,
}

/// One message, delivered.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(from = "Record")]
pub struct Delivery {
    /// SQS's id of the message.
    pub message_id: String,
    /// The message group, on a FIFO queue.
    pub group: Option<String>,
    /// How often it was delivered, with this time.
    pub receive_count: u32,
    /// The body.
    pub body: String,
}

impl Delivery {
    /// The key of the event that the message goes back to, if it says so.
    pub fn event_key(&self) -> Option<String> {
        event_key(&self.body)
    }

    pub(super) fn is_suspect(&self) -> bool {
        self.receive_count >= SUSPECT_RECEIVE_COUNT
    }

    pub(super) fn waits_for_its_group(&self) -> bool {
        self.group.is_some() && self.receive_count < IMPATIENT_RECEIVE_COUNT
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: Option<String>,
    body: Option<String>,
    attributes: Option<Attributes>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    approximate_receive_count: Option<String>,
    message_group_id: Option<String>,
}

impl From<Record> for Delivery {
    fn from(record: Record) -> Self {
        let attributes = record.attributes.unwrap_or_default();
        let receive_count = attributes.approximate_receive_count;
        Self {
            // Without an id the answer names an unknown message, and SQS delivers all again.
            message_id: record.message_id.unwrap_or_default(),
            receive_count: receive_count.and_then(|count| count.parse().ok()).unwrap_or(1),
            group: attributes.message_group_id,
            body: record.body.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The guide's sample of a FIFO queue.
    const SAMPLE: &str = r#"{"Records": [{
        "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
        "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
        "body": "Test message.",
        "attributes": {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1573251510774",
            "SequenceNumber": "18849496460467696128",
            "MessageGroupId": "1",
            "SenderId": "AIDAIO23YVJENQZJOL4VO",
            "MessageDeduplicationId": "1",
            "ApproximateFirstReceiveTimestamp": "1573251510774"
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
        "awsRegion": "us-east-2"
    }]}"#;

    fn read(event: &str) -> Vec<Delivery> {
        serde_json::from_str::<Event>(event).unwrap().deliveries
    }

    #[test]
    fn what_matters_of_a_message_is_read() {
        let delivery = Delivery {
            message_id: "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5".to_owned(),
            group: Some("1".to_owned()),
            receive_count: 2,
            body: "Test message.".to_owned(),
        };
        assert_eq!(read(SAMPLE), [delivery]);
    }

    #[test]
    fn what_is_missing_fails_no_batch() {
        let (message_id, body) = ("m".to_owned(), String::new());
        let delivery = Delivery { message_id, group: None, receive_count: 1, body };
        for event in [
            r#"{"Records": [{"messageId": "m"}]}"#,
            r#"{"Records": [{"messageId": "m", "body": null, "attributes": null}]}"#,
            r#"{"Records": [{"messageId": "m", "attributes": {"ApproximateReceiveCount": "x"}}]}"#,
        ] {
            assert_eq!(read(event), std::slice::from_ref(&delivery), "{event}");
        }
    }
}
