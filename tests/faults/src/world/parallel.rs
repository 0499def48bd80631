//! Several consumers at once: what SQS does when it delivers in duplicate, or when a visibility
//! time-out ends while the first consumer is still at work.

use std::collections::BTreeSet;

use super::{Deployed, Outcome, Stuck, World, invocation, sqs};
use crate::aws::Message;

/// More often than any consumer needs.
const MAX_DELIVERIES: usize = 60;

impl World {
    /// Posts all requests, and then has each consumer work at all messages at the same time as
    /// the others: `split` cuts the messages into the batches of the consumer of this number.
    ///
    /// # Errors
    /// If a request is not accepted, or a consumer does not come to an end.
    pub async fn play_in_parallel(
        &self,
        split: impl Fn(usize, Vec<Message>) -> Vec<Vec<Message>>,
    ) -> Result<Outcome, Stuck> {
        for (request, body) in self.scenario.requests.iter().enumerate() {
            self.post_until_accepted(request, body).await?;
        }
        let messages = self.aws.queue().accepted();
        let consumers = self.progress.iter().enumerate();
        let working = consumers.map(|(n, it)| work_through(it, split(n, messages.clone())));
        for done in futures::future::join_all(working).await {
            done?;
        }
        self.drain().await?;
        Ok(self.end(0, 0).await)
    }
}

/// Delivers the batches in order, each until nothing of it fails.
async fn work_through(consumer: &Deployed, batches: Vec<Vec<Message>>) -> Result<(), Stuck> {
    let mut batches = batches.into_iter();
    let (mut batch, mut receive_count) = (batches.next().unwrap_or_default(), 1);
    for _ in 0..MAX_DELIVERIES {
        if batch.is_empty() {
            return Ok(());
        }
        let payload = invocation::of_batch(batch.iter().map(|it| (it, receive_count)));
        let answer = consumer.function.invoke(&payload).await;
        let failed: BTreeSet<String> = sqs::failed(answer)
            .unwrap_or_else(|| batch.iter().map(|it| it.message_id.clone()).collect());
        batch.retain(|message| failed.contains(&message.message_id));
        receive_count += 1;
        if batch.is_empty() {
            (batch, receive_count) = (batches.next().unwrap_or_default(), 1);
        }
    }
    Err(Stuck::NotDrained { messages: batch.len(), deliveries: MAX_DELIVERIES })
}
