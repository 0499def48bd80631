//! A queue and its dead letters in Amazon SQS.

use std::collections::HashMap;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{BuildError, SdkError};
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, ChangeMessageVisibilityBatchRequestEntry,
    DeleteMessageBatchRequestEntry, DeleteMessageBatchResultEntry, Message,
    MessageSystemAttributeName as Known, QueueAttributeName, SendMessageBatchRequestEntry,
    SendMessageBatchResultEntry,
};
use jiff::Timestamp;

use super::letter::{Letter, Outgoing};
use super::queue::{Depth, Queue, Refused};
use super::queues::{EVENTS, Pair, is_fifo};
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// How long received letters are hidden, in seconds: longer than a listing or a batch takes. They
/// are shown again as soon as we are done; this is for when we cannot.
const HIDDEN_SECONDS: i32 = 120;
/// With a wait SQS asks all of its servers; without, it may miss a few letters.
const WAIT_SECONDS: i32 = 1;

/// One pair of queues.
pub(crate) struct Sqs {
    client: Client,
    pair: Pair,
    place: Place,
}

impl Sqs {
    pub(crate) fn new(client: Client, pair: Pair, place: Place) -> Self {
        Self { client, pair, place }
    }

    fn error<E>(&self, error: &SdkError<E>) -> AwsError
    where
        E: aws_sdk_sqs::error::ProvideErrorMetadata + std::error::Error + 'static,
    {
        AwsError::of(error, &self.place)
    }

    async fn depth_of(&self, queue_url: &str) -> Result<Depth, AwsError> {
        let names = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let call = self.client.get_queue_attributes().queue_url(queue_url);
        let answer = call.set_attribute_names(Some(names.to_vec())).send().await;
        let attributes = answer.map_err(|error| self.error(&error))?.attributes.unwrap_or_default();
        let [visible, delayed, hidden] =
            names.map(|name| attributes.get(&name).and_then(|text| text.parse().ok()).unwrap_or(0));
        Ok(Depth { visible: visible + delayed, hidden })
    }
}

pub(crate) fn open(stack: &Stack, pair: &Pair) -> Sqs {
    let client = Client::new(&stack.config);
    Sqs::new(client, pair.clone(), stack.place.clone())
}

/// The events queue and its dead letters.
pub(crate) fn events(stack: &Stack) -> Result<Sqs, AwsError> {
    let source_url = stack.output("EventsQueueUrl")?.to_owned();
    let dead_url = stack.output("EventsDeadLetterQueueUrl")?.to_owned();
    Ok(open(stack, &Pair { name: EVENTS.to_owned(), source_url, dead_url }))
}

impl Queue for Sqs {
    async fn receive(&self, most: usize) -> Result<Vec<Letter>, AwsError> {
        let names = [Known::MessageGroupId, Known::SentTimestamp, Known::ApproximateReceiveCount];
        let call = self.client.receive_message().queue_url(&self.pair.dead_url);
        let answer = call
            .max_number_of_messages(i32::try_from(most.min(10)).unwrap_or(10))
            .visibility_timeout(HIDDEN_SECONDS)
            .wait_time_seconds(WAIT_SECONDS)
            .set_message_system_attribute_names(Some(names.to_vec()))
            .message_attribute_names("All")
            .send()
            .await;
        let messages = answer.map_err(|error| self.error(&error))?.messages;
        Ok(messages.unwrap_or_default().into_iter().map(letter).collect())
    }

    async fn send(&self, batch: &[Outgoing]) -> Result<Vec<Refused>, AwsError> {
        let to_fifo = is_fifo(&self.pair.source_url);
        let entries = built(batch.iter().enumerate().map(|(place, it)| entry(place, it, to_fifo)));
        let call = self.client.send_message_batch().queue_url(&self.pair.source_url);
        let answer = call.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| self.error(&error))?;
        let done = answer.successful().iter().map(SendMessageBatchResultEntry::id);
        Ok(refused(batch.len(), done, answer.failed()))
    }

    async fn delete(&self, batch: &[Letter]) -> Result<Vec<Refused>, AwsError> {
        let entry = |(place, letter): (usize, &Letter)| {
            let entry = DeleteMessageBatchRequestEntry::builder().id(place.to_string());
            entry.receipt_handle(&letter.receipt).build()
        };
        let entries = built(batch.iter().enumerate().map(entry));
        let call = self.client.delete_message_batch().queue_url(&self.pair.dead_url);
        let answer = call.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| self.error(&error))?;
        let done = answer.successful().iter().map(DeleteMessageBatchResultEntry::id);
        Ok(refused(batch.len(), done, answer.failed()))
    }

    async fn release(&self, batch: &[Letter]) -> Result<(), AwsError> {
        let entry = |(place, letter): (usize, &Letter)| {
            let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(place.to_string());
            entry.receipt_handle(&letter.receipt).visibility_timeout(0).build()
        };
        let entries = built(batch.iter().enumerate().map(entry));
        let call = self.client.change_message_visibility_batch().queue_url(&self.pair.dead_url);
        // What is refused shows itself when its time is over.
        let answer = call.set_entries(Some(entries)).send().await;
        answer.map(|_| ()).map_err(|error| self.error(&error))
    }

    async fn depth(&self) -> Result<Depth, AwsError> {
        self.depth_of(&self.pair.dead_url).await
    }

    async fn source_depth(&self) -> Result<Depth, AwsError> {
        self.depth_of(&self.pair.source_url).await
    }
}

/// Entries fail to build only without an id, a body or a receipt. What is left out here is not in
/// the answer, so that it counts as refused.
fn built<T>(entries: impl Iterator<Item = Result<T, BuildError>>) -> Vec<T> {
    entries.filter_map(Result::ok).collect()
}

fn letter(message: Message) -> Letter {
    let mut known = message.attributes.unwrap_or_default();
    let number = |known: &HashMap<Known, String>, name| known.get(&name)?.parse::<i64>().ok();
    let sent_at = number(&known, Known::SentTimestamp);
    let receives = number(&known, Known::ApproximateReceiveCount);
    Letter {
        message_id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        group: known.remove(&Known::MessageGroupId),
        sent_at: sent_at.and_then(|millis| Timestamp::from_millisecond(millis).ok()),
        receives: receives.and_then(|count| count.try_into().ok()).unwrap_or(1),
        attributes: message.message_attributes.unwrap_or_default(),
    }
}

/// SQS refuses a deduplication id on its way to a standard queue.
fn entry(
    place: usize,
    message: &Outgoing,
    to_fifo: bool,
) -> Result<SendMessageBatchRequestEntry, BuildError> {
    let attributes = Some(&message.attributes).filter(|attributes| !attributes.is_empty());
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(&message.body)
        .set_message_group_id(message.group.clone().filter(|_| to_fifo))
        .set_message_deduplication_id(message.deduplication_id.clone().filter(|_| to_fifo))
        .set_message_attributes(attributes.cloned())
        .build()
}

/// What an answer does not name as done is not done.
fn refused<'a>(
    sent: usize,
    done: impl Iterator<Item = &'a str>,
    failed: &[BatchResultErrorEntry],
) -> Vec<Refused> {
    let done: Vec<&str> = done.collect();
    let is_left = |place: &usize| !done.contains(&place.to_string().as_str());
    let why = |place: usize| {
        let entry = failed.iter().find(|entry| entry.id() == place.to_string());
        entry.map_or("no answer", |entry| entry.code()).to_owned()
    };
    (0..sent).filter(is_left).map(|place| Refused { place, why: why(place) }).collect()
}

#[cfg(test)]
mod tests;
