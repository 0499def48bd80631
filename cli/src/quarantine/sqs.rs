//! The events queue in Amazon SQS, as replays use it.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use milepost_contracts::Routed;

use super::port::SendEvents;
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// The stack's events queue.
pub(super) struct Queue {
    client: Client,
    url: String,
    place: Place,
    fresh: FreshIds,
}

impl Queue {
    pub(super) fn of(stack: &Stack) -> Result<Self, AwsError> {
        let url = stack.output("EventsQueueUrl")?.to_owned();
        let client = Client::new(&stack.config);
        Ok(Self { client, url, place: stack.place.clone(), fresh: FreshIds::new() })
    }

    fn entry(
        &self,
        place: usize,
        event: &Routed,
    ) -> Result<SendMessageBatchRequestEntry, BuildError> {
        SendMessageBatchRequestEntry::builder()
            .id(place.to_string())
            .message_body(&event.body)
            .message_group_id(&event.group_id)
            .message_deduplication_id(self.fresh.next())
            .build()
    }

    fn unclear(&self) -> AwsError {
        AwsError::Unreachable {
            place: self.place.clone(),
            cause: "the answer does not account for every message".to_owned(),
        }
    }
}

impl SendEvents for Queue {
    async fn send(&self, batch: &[&Routed]) -> Result<Vec<usize>, AwsError> {
        let entries = batch.iter().enumerate().map(|(place, event)| self.entry(place, event));
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(|_| self.unclear())?;
        let call = self.client.send_message_batch().queue_url(&self.url);
        let answer = call.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        if answer.successful().len() + answer.failed().len() != batch.len() {
            return Err(self.unclear());
        }
        let failed = answer.failed().iter().map(|entry| entry.id().parse());
        failed.collect::<Result<_, _>>().map_err(|_| self.unclear())
    }
}

/// Deduplication ids that no run has used before: SQS swallows a repeat within 5 minutes, also
/// of a message that was worked in already.
struct FreshIds {
    run: [u64; 2],
    count: AtomicU64,
}

impl FreshIds {
    fn new() -> Self {
        // The standard library seeds its hashers from the system's random numbers.
        let random = || RandomState::new().build_hasher().finish();
        Self { run: [random(), random()], count: AtomicU64::new(0) }
    }

    fn next(&self) -> String {
        let [high, low] = self.run;
        format!("replay-{high:016x}{low:016x}-{}", self.count.fetch_add(1, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::config;
    use crate::testing::{answer, server};

    fn event(body: &str) -> Routed {
        Routed {
            key: milepost_domain::EventKey::from_bytes([7; 32]),
            group_id: "group".to_owned(),
            body: body.to_owned(),
            record: None,
        }
    }

    async fn send(answered: &Value) -> (Result<Vec<usize>, AwsError>, Value) {
        let (url, server) = server(vec![answer(200, &answered.to_string())]).await;
        let config = config(&url);
        let queue = Queue {
            client: Client::new(&config),
            url: format!("{url}/1/events.fifo"),
            place: Place::of(&config).unwrap(),
            fresh: FreshIds { run: [1, 2], count: AtomicU64::new(0) },
        };
        let sent = queue.send(&[&event("{}"), &event("[]")]).await;
        let request = server.await.unwrap().remove(0).replace(&url, "URL");
        (sent, serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap())
    }

    fn taken(place: usize) -> Value {
        json!({"Id": place.to_string(), "MessageId": "m", "MD5OfMessageBody": "x"})
    }

    #[tokio::test]
    async fn a_batch_keeps_its_groups_and_has_fresh_ids() {
        let (result, sent) = send(&json!({"Successful": [taken(0), taken(1)]})).await;
        assert_eq!(result.unwrap(), [0_usize; 0]);
        let id = "replay-00000000000000010000000000000002";
        assert_eq!(
            sent,
            json!({"QueueUrl": "URL/1/events.fifo", "Entries": [
                {"Id": "0", "MessageBody": "{}", "MessageGroupId": "group",
                 "MessageDeduplicationId": format!("{id}-0")},
                {"Id": "1", "MessageBody": "[]", "MessageGroupId": "group",
                 "MessageDeduplicationId": format!("{id}-1")},
            ]})
        );
    }

    #[tokio::test]
    async fn what_is_not_taken_is_told() {
        let failed = json!({"Id": "1", "SenderFault": true, "Code": "X"});
        let (result, _) = send(&json!({"Successful": [taken(0)], "Failed": [failed]})).await;
        assert_eq!(result.unwrap(), [1]);
        let (result, _) = send(&json!({"Successful": [taken(0)]})).await;
        assert!(result.unwrap_err().to_string().contains("does not account for every message"));
    }

    #[test]
    fn ids_differ_within_a_run_and_between_runs() {
        let runs: Vec<FreshIds> = (0..50).map(|_| FreshIds::new()).collect();
        let ids: HashSet<String> =
            runs.iter().flat_map(|run| (0..20).map(|_| run.next())).collect();
        assert_eq!(ids.len(), 1_000);
    }
}
