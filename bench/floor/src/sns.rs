//! `PublishBatch`.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use serde_json::Value;

use crate::calls::{Call, text};

/// The input of a call.
#[derive(Clone, Debug)]
pub struct PublishBatch {
    topic_arn: Option<String>,
    entries: Vec<PublishBatchRequestEntry>,
}

impl PublishBatch {
    /// Makes the input that was recorded.
    pub fn prepare(call: &Call) -> Self {
        let entries = call.input["PublishBatchRequestEntries"].as_array().expect("entries");
        Self {
            topic_arn: text(&call.input, "TopicArn"),
            entries: entries.iter().map(entry).collect(),
        }
    }

    /// Sends a copy.
    pub async fn send(&self, client: &Client) {
        let Self { topic_arn, entries } = self.clone();
        let call = client.publish_batch().set_topic_arn(topic_arn);
        let answer = call.set_publish_batch_request_entries(Some(entries)).send().await;
        answer.expect("an answer");
    }
}

fn entry(entry: &Value) -> PublishBatchRequestEntry {
    let attributes = entry["MessageAttributes"].as_object().expect("attributes");
    let attributes = attributes.iter().map(|(name, it)| (name.clone(), attribute(it)));
    PublishBatchRequestEntry::builder()
        .set_id(text(entry, "Id"))
        .set_message(text(entry, "Message"))
        .set_message_group_id(text(entry, "MessageGroupId"))
        .set_message_deduplication_id(text(entry, "MessageDeduplicationId"))
        .set_message_attributes(Some(attributes.collect()))
        .build()
        .expect("an entry")
}

fn attribute(attribute: &Value) -> MessageAttributeValue {
    MessageAttributeValue::builder()
        .set_data_type(text(attribute, "DataType"))
        .set_string_value(text(attribute, "StringValue"))
        .build()
        .expect("an attribute")
}
