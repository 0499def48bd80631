//! The queue in Amazon SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message_batch::{SendMessageBatchError, SendMessageBatchOutput};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use milepost_runtime::aws_error::describe;
use milepost_runtime::limits;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;

use super::{Failed, Message, SendBatch, SendError};

/// Sends with `SendMessageBatch` to one FIFO queue.
#[derive(Debug)]
pub struct Sqs {
    client: Client,
    queue_url: String,
}

impl Sqs {
    /// Sends to this queue.
    pub const fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl SendBatch for Sqs {
    async fn send(&self, batch: &[Message]) -> Result<Vec<Failed>, SendError> {
        let (fine, mut failed) = sort_out(batch);
        if fine.is_empty() {
            return Ok(failed);
        }
        let sizes = fine.iter().map(|place| limited(&batch[*place]).bytes());
        SEND_MESSAGE_BATCH.check(sizes).map_err(|error| SendError::Refused(error.to_string()))?;
        let entries: Result<Vec<_>, _> =
            fine.iter().map(|place| entry(*place, &batch[*place])).collect();
        let entries = entries.map_err(|error| SendError::Refused(error.to_string()))?;
        let request = self.client.send_message_batch().queue_url(&self.queue_url);
        let answer = request.set_entries(Some(entries)).send().await;
        failed.extend(not_taken(&answer.map_err(|error| send_error(&error))?, fine.len())?);
        Ok(failed)
    }
}

/// The places of the messages that SQS takes, and its answer for those that it would not: one of
/// them may fail the whole call.
fn sort_out(batch: &[Message]) -> (Vec<usize>, Vec<Failed>) {
    let (mut fine, mut failed) = (Vec::with_capacity(batch.len()), Vec::new());
    for (place, message) in batch.iter().enumerate() {
        match limited(message).check(SEND_MESSAGE_BATCH) {
            Ok(()) => fine.push(place),
            Err(limit) => {
                tracing::error!(%limit, "queue.message_over_limit");
                failed.push(Failed { place, sender_fault: true });
            }
        }
    }
    (fine, failed)
}

fn limited(message: &Message) -> limits::message::Message<'_> {
    limits::message::Message {
        body: &message.body,
        group_id: Some(&message.group_id),
        deduplication_id: Some(&message.deduplication_id),
        attributes: &[],
    }
}

fn entry(
    place: usize,
    message: &Message,
) -> Result<SendMessageBatchRequestEntry, aws_sdk_sqs::error::BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(&message.body)
        .message_group_id(&message.group_id)
        .message_deduplication_id(&message.deduplication_id)
        .build()
}

/// The messages not taken. An answer that does not account for every message is an error: what
/// it leaves out may not be on the queue.
fn not_taken(answer: &SendMessageBatchOutput, sent: usize) -> Result<Vec<Failed>, SendError> {
    let unclear = || SendError::Unavailable("the answer does not account for all".to_owned());
    if answer.successful().len() + answer.failed().len() != sent {
        return Err(unclear());
    }
    let failed = answer.failed().iter().map(|entry| {
        let place = entry.id().parse().map_err(|_| unclear())?;
        Ok(Failed { place, sender_fault: entry.sender_fault() })
    });
    failed.collect()
}

/// The faults of a call that its content is to blame for. SQS names them with and without a
/// namespace before them.
const CONTENT_FAULTS: [&str; 3] =
    ["BatchRequestTooLong", "InvalidBatchEntryId", "InvalidMessageContents"];

fn send_error<R>(error: &SdkError<SendMessageBatchError, R>) -> SendError {
    let code = error.code().and_then(|code| code.rsplit(['.', '#']).next());
    if code.is_some_and(|code| CONTENT_FAULTS.contains(&code)) {
        SendError::Refused(describe(error))
    } else {
        SendError::Unavailable(describe(error))
    }
}
