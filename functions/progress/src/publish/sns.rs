//! Publishing by `PublishBatch`.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use futures::future::join_all;
use milepost_runtime::aws_error::describe;

use super::{Outgoing, Publish};

/// SNS's limit of messages in a call.
const MAX_ENTRIES: usize = 10;
/// SNS's limit of bytes in a call is 256 KiB with attributes; this leaves room for those.
const MAX_BYTES: usize = 200 * 1024;

/// Publishes to one topic.
#[derive(Clone, Debug)]
pub struct SnsPublish {
    client: Client,
    topic_arn: String,
}

impl SnsPublish {
    /// Publishes to this topic.
    pub fn new(client: Client, topic_arn: String) -> Self {
        Self { client, topic_arn }
    }

    async fn publish_call(&self, outgoing: &[Outgoing]) -> Vec<String> {
        self.try_publish(outgoing).await.unwrap_or_else(|error| {
            tracing::error!(messages = outgoing.len(), error, "changes.not_published");
            outgoing.iter().map(|it| it.message_id.clone()).collect()
        })
    }

    async fn try_publish(&self, outgoing: &[Outgoing]) -> Result<Vec<String>, String> {
        let entries: Result<Vec<_>, BuildError> = outgoing.iter().enumerate().map(entry).collect();
        let entries = entries.map_err(|error| error.to_string())?;
        let call = self.client.publish_batch().topic_arn(&self.topic_arn);
        let answer = call.set_publish_batch_request_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| describe(&error))?;
        let failed = answer.failed().iter().filter_map(|failure| {
            let code = failure.code();
            tracing::error!(code, "change.not_published");
            outgoing.get(failure.id().parse::<usize>().ok()?)
        });
        Ok(failed.map(|it| it.message_id.clone()).collect())
    }
}

impl Publish for SnsPublish {
    async fn publish(&self, outgoing: &[Outgoing]) -> Vec<String> {
        let calls = calls(outgoing).into_iter().map(|call| self.publish_call(call));
        join_all(calls).await.concat()
    }
}

/// Cuts messages into calls within SNS's limits.
fn calls(mut outgoing: &[Outgoing]) -> Vec<&[Outgoing]> {
    let mut calls = Vec::new();
    while !outgoing.is_empty() {
        let mut bytes = 0;
        let fits = |it: &&Outgoing| {
            bytes += it.body.len();
            bytes <= MAX_BYTES
        };
        let count = outgoing.iter().take(MAX_ENTRIES).take_while(fits).count().max(1);
        let (call, rest) = outgoing.split_at(count);
        calls.push(call);
        outgoing = rest;
    }
    calls
}

fn entry((index, outgoing): (usize, &Outgoing)) -> Result<PublishBatchRequestEntry, BuildError> {
    let attributes = &outgoing.attributes;
    let changes = serde_json::to_string(&attributes.changes).unwrap_or_default();
    PublishBatchRequestEntry::builder()
        .id(index.to_string())
        .message(&outgoing.body)
        .message_group_id(&outgoing.group)
        .message_deduplication_id(&outgoing.deduplication_id)
        .message_attributes("changes", attribute("String.Array", changes)?)
        .message_attributes("account", attribute("String", attributes.account.clone())?)
        .message_attributes("lo_type", attribute("String", attributes.lo_type.clone())?)
        .build()
}

fn attribute(data_type: &str, value: String) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder().data_type(data_type).string_value(value).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_contracts::FilterAttributes;

    fn outgoing(bytes: usize) -> Outgoing {
        Outgoing {
            message_id: String::new(),
            group: String::new(),
            deduplication_id: String::new(),
            body: "x".repeat(bytes),
            attributes: FilterAttributes {
                changes: vec![],
                account: String::new(),
                lo_type: String::new(),
            },
        }
    }

    #[test]
    fn calls_keep_within_ten_messages_and_the_size() {
        let sizes = |messages: &[Outgoing]| {
            calls(messages).iter().map(|call| call.len()).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&vec![outgoing(1_000); 23]), [10, 10, 3]);
        assert_eq!(sizes(&vec![outgoing(100 * 1024); 5]), [2, 2, 1]);
        assert_eq!(sizes(&[outgoing(300 * 1024), outgoing(1)]), [1, 1]);
        assert!(calls(&[]).is_empty());
    }
}
