//! Topics in Amazon SNS: `PublishBatch`.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{BuildError, ProvideErrorMetadata as _, SdkError};
use aws_sdk_sns::types::{BatchResultErrorEntry, MessageAttributeValue, PublishBatchRequestEntry};
use milepost_runtime::aws_error::{describe, words};
use milepost_runtime::limits::call::{CallLimits, PUBLISH_BATCH};

use crate::backend::{Answer, Backend, left_out, of_code};
use crate::error::{Failure, SendError};
use crate::message::{Attribute, Message};

/// One topic.
pub(crate) struct Sns {
    pub(crate) client: Client,
    pub(crate) arn: String,
}

impl Backend for Sns {
    fn call<'a>(&'a self, messages: &'a [&'a Message]) -> Answer<'a> {
        Box::pin(self.publish(messages))
    }

    /// As SNS's own, but with room in a call for what it may count besides bodies and attributes.
    fn limits(&self) -> CallLimits {
        CallLimits { bytes: 240 * 1024, ..PUBLISH_BATCH }
    }
}

impl Sns {
    async fn publish(&self, messages: &[&Message]) -> Result<Vec<Failure>, SendError> {
        let entries: Result<Vec<_>, _> =
            messages.iter().enumerate().map(|(place, it)| entry(place, it)).collect();
        let entries = entries.map_err(|error| SendError::Invalid(error.to_string()))?;
        let call = self.client.publish_batch().topic_arn(&self.arn);
        let call = call.set_publish_batch_request_entries(Some(entries));
        let answer = call.send().await.map_err(|error| match error {
            SdkError::ServiceError(_) => of_code(error.code(), words(&error)),
            _ => SendError::NotReached(describe(&error)),
        })?;
        let taken = answer.successful().iter().filter_map(|it| it.id());
        let failed = answer.failed().iter().map(|it| (it.id(), failure(it)));
        Ok(left_out(messages.len(), taken, failed))
    }
}

fn failure(entry: &BatchResultErrorEntry) -> SendError {
    let code = entry.code().to_owned();
    if entry.sender_fault() { SendError::Invalid(code) } else { SendError::NotTaken(code) }
}

fn entry(place: usize, message: &Message) -> Result<PublishBatchRequestEntry, BuildError> {
    let entry = PublishBatchRequestEntry::builder()
        .id(place.to_string())
        .message(&message.body)
        .set_message_group_id(message.group().map(str::to_owned))
        .set_message_deduplication_id(message.deduplication_id().map(str::to_owned));
    let attributes = message.attributes.iter();
    let entry =
        attributes.map(|it| (it.name, value(it))).try_fold(entry, |entry, (name, value)| {
            Ok::<_, BuildError>(entry.message_attributes(name, value?))
        });
    entry?.build()
}

fn value(attribute: &Attribute) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder()
        .data_type(attribute.data_type)
        .string_value(&attribute.value)
        .build()
}

#[cfg(test)]
mod tests;
