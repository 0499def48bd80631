//! Queues in Amazon SQS: `SendMessageBatch`.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{BuildError, ProvideErrorMetadata as _, SdkError};
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, SendMessageBatchRequestEntry, SendMessageBatchResultEntry,
};
use milepost_runtime::aws_error::{describe, words};
use milepost_runtime::limits::call::{CallLimits, SEND_MESSAGE_BATCH};

use crate::backend::{Answer, Backend, left_out, of_code};
use crate::error::{Failure, SendError};
use crate::message::Message;

/// One queue.
pub(crate) struct Sqs {
    pub(crate) client: Client,
    pub(crate) url: String,
}

impl Backend for Sqs {
    fn call<'a>(&'a self, messages: &'a [&'a Message]) -> Answer<'a> {
        Box::pin(self.send(messages))
    }

    fn limits(&self) -> CallLimits {
        SEND_MESSAGE_BATCH
    }
}

impl Sqs {
    async fn send(&self, messages: &[&Message]) -> Result<Vec<Failure>, SendError> {
        let entries: Result<Vec<_>, _> =
            messages.iter().enumerate().map(|(place, it)| entry(place, it)).collect();
        let entries = entries.map_err(|error| SendError::Invalid(error.to_string()))?;
        let call = self.client.send_message_batch().queue_url(&self.url);
        let answer = call.set_entries(Some(entries)).send().await.map_err(|error| match error {
            SdkError::ServiceError(_) => of_code(error.code(), words(&error)),
            _ => SendError::NotReached(describe(&error)),
        })?;
        let taken = answer.successful().iter().map(SendMessageBatchResultEntry::id);
        let failed = answer.failed().iter().map(|it| (it.id(), failure(it)));
        Ok(left_out(messages.len(), taken, failed))
    }
}

fn failure(entry: &BatchResultErrorEntry) -> SendError {
    let code = entry.code().to_owned();
    if entry.sender_fault() { SendError::Invalid(code) } else { SendError::NotTaken(code) }
}

fn entry(place: usize, message: &Message) -> Result<SendMessageBatchRequestEntry, BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(&message.body)
        .set_message_group_id(message.group().map(str::to_owned))
        .set_message_deduplication_id(message.deduplication_id().map(str::to_owned))
        .build()
}

#[cfg(test)]
mod tests;
