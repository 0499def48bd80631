//! Port: tell certificates to go on.

use std::collections::HashSet;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{SendMessageBatchRequestEntry, SendMessageBatchResultEntry as Taken};
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;

use crate::{Resumed, WakeError};

/// Port: sends one batch.
pub trait SendResumed {
    /// Sends at most ten messages.
    ///
    /// # Errors
    /// If one was not taken; the others may be. Sending all again is harmless.
    fn send(&self, batch: &[Resumed]) -> impl Future<Output = Result<(), WakeError>> + Send;
}

/// Sends by `SendMessageBatch` to the FIFO queue of certificates.
#[derive(Clone, Debug)]
pub struct SqsResumed {
    client: Client,
    queue_url: String,
}

impl SqsResumed {
    /// Sends to this queue.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl SendResumed for SqsResumed {
    async fn send(&self, batch: &[Resumed]) -> Result<(), WakeError> {
        let bodies: Vec<String> = batch.iter().map(Resumed::body).collect::<Result<_, _>>()?;
        let not_sent = |error: &dyn std::error::Error| WakeError::NotSent(error.to_string());
        SEND_MESSAGE_BATCH.check(bodies.iter().map(String::len)).map_err(|it| not_sent(&it))?;
        let entries: Result<Vec<_>, _> = (batch.iter().zip(bodies).enumerate())
            .map(|(place, (resumed, body))| entry(place, resumed, body))
            .collect();
        let entries = entries.map_err(|error| not_sent(&error))?;
        let call = self.client.send_message_batch().queue_url(&self.queue_url);
        let answer = call.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| WakeError::NotSent(describe(&error)))?;
        for failure in answer.failed() {
            tracing::warn!(code = failure.code(), "certificate.not_resumed");
        }
        // Of what the answer leaves out nobody knows.
        let taken: HashSet<&str> = answer.successful().iter().map(Taken::id).collect();
        match (0..batch.len()).filter(|place| !taken.contains(&*place.to_string())).count() {
            0 => Ok(()),
            messages => Err(WakeError::NotTaken { messages }),
        }
    }
}

fn entry(
    place: usize,
    resumed: &Resumed,
    body: String,
) -> Result<SendMessageBatchRequestEntry, aws_sdk_sqs::error::BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(body)
        .message_group_id(resumed.certificate.to_string())
        .message_deduplication_id(&resumed.id)
        .build()
}

#[cfg(test)]
mod tests;
