//! Port: tell `notifications` to go on.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use milepost_domain::Time;
use milepost_notification::Resume;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;

use milepost_notification::table::Due;

use crate::RetryError;

/// Port: sends one batch.
pub trait SendResume {
    /// Sends at most ten messages.
    ///
    /// # Errors
    /// If one was not taken; the others may be. Sending all again is harmless.
    fn send(&self, batch: &[Due], now: Time)
    -> impl Future<Output = Result<(), RetryError>> + Send;
}

/// Sends by `SendMessageBatch` to the FIFO queue of notifications.
#[derive(Clone, Debug)]
pub struct SqsResume {
    client: Client,
    queue_url: String,
}

impl SqsResume {
    /// Sends to this queue.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl SendResume for SqsResume {
    async fn send(&self, batch: &[Due], now: Time) -> Result<(), RetryError> {
        let entries = batch.iter().enumerate().map(|(place, due)| entry(place, *due, now));
        let entries: Vec<_> = entries.collect::<Result<_, _>>()?;
        let sizes = entries.iter().map(|it| it.message_body().len());
        SEND_MESSAGE_BATCH.check(sizes).map_err(|it| RetryError::NotSent(it.to_string()))?;
        let call = self.client.send_message_batch().queue_url(&self.queue_url);
        let answer = call.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| RetryError::NotSent(describe(&error)))?;
        // Of what the answer leaves out nobody knows.
        match batch.len().saturating_sub(answer.successful().len()) {
            0 => Ok(()),
            messages => Err(RetryError::NotTaken { messages }),
        }
    }
}

fn entry(place: usize, due: Due, now: Time) -> Result<SendMessageBatchRequestEntry, RetryError> {
    let event = Resume { notification_id: due.id }.into_cloud_event(due.at, now);
    let body = event.to_body().map_err(|error| RetryError::NotWritten(error.to_string()))?;
    SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(body)
        .message_group_id(due.id.to_string())
        // Due at another time it is another message; the same one the queue takes once.
        .message_deduplication_id(&event.id)
        .build()
        .map_err(|error| RetryError::NotWritten(error.to_string()))
}

#[cfg(test)]
mod tests {
    use milepost_scripted_aws::json_aws;
    use serde_json::{Value, json};

    use super::*;

    fn due(byte: &str) -> Due {
        let id = byte.repeat(32).parse().unwrap();
        Due { id, at: "2026-11-24T08:00:00Z".parse().unwrap() }
    }

    fn taken(count: usize) -> Value {
        let hash = "99914b932bd37a50b983c5e7c90ae93b";
        let entry =
            |id: usize| json!({"Id": id.to_string(), "MessageId": "m", "MD5OfMessageBody": hash});
        json!({"Successful": (0..count).map(entry).collect::<Vec<_>>(), "Failed": []})
    }

    #[tokio::test]
    async fn each_is_grouped_by_itself_and_known_by_when_it_was_due() {
        let (config, requests) = json_aws([(200, taken(2)), (200, taken(1))]);
        let queue = SqsResume::new(Client::new(&config), "https://sqs/1/n.fifo".to_owned());
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        assert_eq!(queue.send(&[due("aa"), due("bb")], now).await, Ok(()));
        let sent = queue.send(&[due("aa"), due("bb")], now).await;
        assert_eq!(sent, Err(RetryError::NotTaken { messages: 1 }));
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(requests.calls()[0]);
        });
    }
}
