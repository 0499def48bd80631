//! `SendMessageBatch`.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use serde_json::Value;

use crate::calls::{Call, text};

/// The input of a call.
#[derive(Clone, Debug)]
pub struct SendMessageBatch {
    queue_url: Option<String>,
    entries: Vec<SendMessageBatchRequestEntry>,
}

impl SendMessageBatch {
    /// Makes the input that was recorded.
    pub fn prepare(call: &Call) -> Self {
        assert_eq!(call.operation, "SendMessageBatch");
        let entries = call.input["Entries"].as_array().expect("entries");
        Self {
            queue_url: text(&call.input, "QueueUrl"),
            entries: entries.iter().map(entry).collect(),
        }
    }

    /// Sends a copy.
    pub async fn send(&self, client: &Client) {
        let Self { queue_url, entries } = self.clone();
        let call = client.send_message_batch().set_queue_url(queue_url).set_entries(Some(entries));
        call.send().await.expect("an answer");
    }
}

fn entry(entry: &Value) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry::builder()
        .set_id(text(entry, "Id"))
        .set_message_body(text(entry, "MessageBody"))
        .set_message_group_id(text(entry, "MessageGroupId"))
        .set_message_deduplication_id(text(entry, "MessageDeduplicationId"))
        .build()
        .expect("an entry")
}
