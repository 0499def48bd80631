//! Publishing by `PublishBatch`.

use std::borrow::Cow;
use std::collections::HashSet;

use aws_sdk_sns::Client;
use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use futures::future::join_all;
use milepost_contracts::FilterAttributes;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::LimitError;
use milepost_runtime::limits::call::{CallLimits, PUBLISH_BATCH};
use milepost_runtime::limits::message::{Attribute, Message};

use super::{Outgoing, Publish};

/// As the limits, but with room in a call for what SNS may count besides bodies and attributes.
const CALL: CallLimits = CallLimits { bytes: 240 * 1024, ..PUBLISH_BATCH };

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

    async fn publish_call(&self, entries: &[Entry<'_>]) -> Vec<String> {
        self.try_publish(entries).await.unwrap_or_else(|error| {
            tracing::error!(messages = entries.len(), error, "changes.not_published");
            entries.iter().map(|entry| entry.outgoing.message_id.clone()).collect()
        })
    }

    async fn try_publish(&self, entries: &[Entry<'_>]) -> Result<Vec<String>, String> {
        let requests: Result<Vec<_>, BuildError> =
            entries.iter().enumerate().map(|(index, entry)| entry.request(index)).collect();
        let requests = requests.map_err(|error| error.to_string())?;
        let call = self.client.publish_batch().topic_arn(&self.topic_arn);
        let answer = call.set_publish_batch_request_entries(Some(requests)).send().await;
        let answer = answer.map_err(|error| describe(&error))?;
        for failure in answer.failed() {
            tracing::error!(code = failure.code(), "change.not_published");
        }
        // Only what SNS says it took is published; of what it leaves out nobody knows.
        let taken: HashSet<&str> = answer.successful().iter().filter_map(|it| it.id()).collect();
        let failed = (entries.iter().enumerate())
            .filter(|(index, _)| !taken.contains(&*index.to_string()))
            .map(|(_, entry)| entry.outgoing.message_id.clone());
        Ok(failed.collect())
    }
}

impl Publish for SnsPublish {
    async fn publish(&self, outgoing: &[Outgoing]) -> Vec<String> {
        let (entries, mut failed) = sort_out(outgoing);
        let calls = CALL.cut(entries.iter().map(|entry| entry.bytes));
        let calls = calls.into_iter().map(|call| self.publish_call(&entries[call]));
        failed.extend(join_all(calls).await.concat());
        failed
    }
}

/// A message that SNS takes.
struct Entry<'a> {
    outgoing: &'a Outgoing,
    attributes: Attributes<'a>,
    bytes: usize,
}

/// Name, type and value of each attribute.
type Attributes<'a> = [(&'static str, &'static str, Cow<'a, str>); 3];

/// The messages that SNS takes, and the SQS message ids of those that it would not: one of them
/// may fail the whole call.
fn sort_out(outgoing: &[Outgoing]) -> (Vec<Entry<'_>>, Vec<String>) {
    let (mut entries, mut failed) = (Vec::with_capacity(outgoing.len()), Vec::new());
    for it in outgoing {
        match Entry::new(it) {
            Ok(entry) => entries.push(entry),
            Err(limit) => {
                let event_key = &it.deduplication_id;
                tracing::error!(event_key, %limit, "change.over_limit");
                failed.push(it.message_id.clone());
            }
        }
    }
    (entries, failed)
}

impl<'a> Entry<'a> {
    fn new(outgoing: &'a Outgoing) -> Result<Self, LimitError> {
        let attributes = attributes(outgoing);
        let limited = attributes.each_ref().map(|(name, data_type, value)| Attribute {
            name,
            data_type,
            value,
        });
        let message = Message {
            body: &outgoing.body,
            group_id: Some(&outgoing.group),
            deduplication_id: Some(&outgoing.deduplication_id),
            attributes: &limited,
        };
        message.check(PUBLISH_BATCH)?;
        let bytes = message.bytes();
        Ok(Self { outgoing, attributes, bytes })
    }

    fn request(&self, index: usize) -> Result<PublishBatchRequestEntry, BuildError> {
        let request = PublishBatchRequestEntry::builder()
            .id(index.to_string())
            .message(&self.outgoing.body)
            .message_group_id(&self.outgoing.group)
            .message_deduplication_id(&self.outgoing.deduplication_id);
        let request = self.attributes.iter().try_fold(request, |request, (name, kind, value)| {
            let value = MessageAttributeValue::builder().data_type(*kind).string_value(&**value);
            Ok::<_, BuildError>(request.message_attributes(*name, value.build()?))
        });
        request?.build()
    }
}

fn attributes(outgoing: &Outgoing) -> Attributes<'_> {
    let FilterAttributes { changes, account, lo_type } = &outgoing.attributes;
    let changes = serde_json::to_string(changes).unwrap_or_default();
    [
        ("changes", "String.Array", changes.into()),
        ("account", "String", account.into()),
        ("lo_type", "String", lo_type.into()),
    ]
}

#[cfg(test)]
mod tests;
