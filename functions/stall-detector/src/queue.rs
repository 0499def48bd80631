//! Port: put events on the events queue.

use std::collections::HashSet;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::types::{SendMessageBatchRequestEntry, SendMessageBatchResultEntry as Taken};
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;

use crate::{Stalled, SweepError};

/// How often the rest of a batch is sent that the queue took only in part.
const TRIES: usize = 3;

/// Port: sends one batch.
pub trait SendEvents {
    /// Sends at most ten events.
    ///
    /// # Errors
    /// If one was not taken; the others may be. Sending all again is harmless.
    fn send(&self, batch: &[Stalled]) -> impl Future<Output = Result<(), SweepError>> + Send;
}

/// Sends by `SendMessageBatch` to the FIFO queue of events.
#[derive(Clone, Debug)]
pub struct SqsEvents {
    client: Client,
    queue_url: String,
}

impl SqsEvents {
    /// Sends to this queue.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }

    /// What the queue did not take.
    async fn send_once(
        &self,
        entries: Vec<SendMessageBatchRequestEntry>,
    ) -> Result<Vec<SendMessageBatchRequestEntry>, SweepError> {
        let call = self.client.send_message_batch().queue_url(&self.queue_url);
        let answer = call.set_entries(Some(entries.clone())).send().await;
        let answer = answer.map_err(|error| SweepError::NotSent(describe(&error)))?;
        // Of what the answer leaves out nobody knows.
        let taken: HashSet<&str> = answer.successful().iter().map(Taken::id).collect();
        Ok(entries.into_iter().filter(|entry| !taken.contains(entry.id())).collect())
    }
}

impl SendEvents for SqsEvents {
    async fn send(&self, batch: &[Stalled]) -> Result<(), SweepError> {
        let not_sent = |error: &dyn std::error::Error| SweepError::NotSent(error.to_string());
        let sizes = batch.iter().map(|it| it.body.len());
        SEND_MESSAGE_BATCH.check(sizes).map_err(|error| not_sent(&error))?;
        let entries = batch.iter().enumerate().map(|(place, it)| entry(place, it));
        let mut left: Vec<_> =
            entries.collect::<Result<_, _>>().map_err(|error| not_sent(&error))?;
        for _ in 0..TRIES {
            left = self.send_once(left).await?;
            if left.is_empty() {
                return Ok(());
            }
        }
        Err(SweepError::NotTaken { messages: left.len() })
    }
}

fn entry(place: usize, event: &Stalled) -> Result<SendMessageBatchRequestEntry, BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(&event.body)
        .message_group_id(&event.group)
        .message_deduplication_id(&event.deduplication_id)
        .build()
}

#[cfg(test)]
mod tests {
    use milepost_scripted_aws::json_aws;
    use serde_json::{Value, json};

    use super::*;

    fn event(name: &str) -> Stalled {
        let (body, group) = (format!("body {name}"), format!("group-{name}"));
        Stalled { body, group, deduplication_id: format!("id-{name}") }
    }

    fn taken(ids: &[usize]) -> Value {
        let hash = "99914b932bd37a50b983c5e7c90ae93b";
        let entry =
            |id: &usize| json!({"Id": id.to_string(), "MessageId": "m", "MD5OfMessageBody": hash});
        json!({"Successful": ids.iter().map(entry).collect::<Vec<_>>(), "Failed": []})
    }

    async fn send(answers: Vec<Value>) -> (Result<(), SweepError>, Vec<(String, Value)>) {
        let (config, requests) = json_aws(answers.into_iter().map(|answer| (200, answer)));
        let queue = SqsEvents::new(Client::new(&config), "https://sqs/1/events.fifo".to_owned());
        (queue.send(&[event("a"), event("b"), event("c")]).await, requests.calls())
    }

    #[tokio::test]
    async fn what_was_not_taken_is_sent_again() {
        let (sent, requests) = send(vec![taken(&[0, 2]), taken(&[1])]).await;
        assert_eq!(sent, Ok(()));
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(requests);
        });
    }

    #[tokio::test]
    async fn what_is_never_taken_is_an_error() {
        let (sent, requests) = send(vec![taken(&[0, 2]), taken(&[]), taken(&[])]).await;
        assert_eq!(sent, Err(SweepError::NotTaken { messages: 1 }));
        assert_eq!(requests.len(), TRIES);
    }
}
