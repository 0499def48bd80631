//! What SQS and Lambda's poller do: deliver batches, delete what did not fail, deliver the rest
//! again.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::{Deployed, Flaw, Stuck, World, invocation};
use crate::aws::{MAX_RECEIVE, Received};
use crate::lambda::InvokeError;

/// More often than any case needs.
const MAX_DELIVERIES: usize = 100;

impl World {
    /// Delivers until the queue is empty; what fails too often is in the dead-letter queue then.
    pub(super) async fn drain(&self) -> Result<(), Stuck> {
        let queue = self.aws.queue();
        for _ in 0..MAX_DELIVERIES {
            let batch = queue.receive(MAX_RECEIVE);
            if batch.is_empty() {
                return Ok(());
            }
            if !self.deliver(&self.progress[0], &batch).await {
                self.let_time_pass();
            }
        }
        let messages = queue.waiting().len();
        Err(Stuck::NotDrained { messages, deliveries: MAX_DELIVERIES })
    }

    /// Delivers a batch to a consumer, and answers whether all of it succeeded.
    pub(super) async fn deliver(&self, consumer: &Deployed, batch: &[Received]) -> bool {
        let messages = batch.iter().map(|it| (&it.message, it.receive_count));
        let payload = invocation::of_batch(messages);
        let answer = consumer.function.invoke(&payload).await;
        let failed = failed(answer);
        for received in batch {
            let has_failed =
                failed.as_ref().is_none_or(|failed| failed.contains(&received.message.message_id));
            if has_failed && !self.has(Flaw::DroppedRedeliveries) {
                self.aws.queue().release(received.receipt);
            } else {
                self.aws.queue().delete(received.receipt);
            }
        }
        failed.is_some_and(|failed| failed.is_empty())
    }

    /// Sends dead letters again when the trouble is over, and answers how many those were.
    pub(super) async fn redrive(&self) -> Result<usize, Stuck> {
        self.script.end_outage();
        // Somebody has to notice them first.
        self.aws.advance(Duration::from_hours(1));
        if self.has(Flaw::ForgottenDeadLetters) {
            return Ok(0);
        }
        let redriven = self.aws.queue().redrive();
        self.drain().await?;
        Ok(redriven)
    }
}

/// The messages that failed; `None` if the whole invocation did.
pub(super) fn failed(answer: Result<Value, InvokeError>) -> Option<BTreeSet<String>> {
    let answer = answer.ok()?;
    let failures = answer["batchItemFailures"].as_array()?;
    failures.iter().map(|it| Some(it["itemIdentifier"].as_str()?.to_owned())).collect()
}
