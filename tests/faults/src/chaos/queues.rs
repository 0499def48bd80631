//! The queues of the stack: what waits in them, and what died.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use milepost_e2e::stack::{Stack, depth};
use serde_json::json;
use tokio::time::Instant;

/// How long a failed message is hidden here. On AWS it is 60 s and more: six times the
/// function's time-out. Here, where one message after the other fails, nobody wants to wait.
pub(super) const VISIBILITY_SECONDS: u32 = 12;
/// How often a message is tried here. On AWS it is five times; fewer make more dead letters.
pub(super) const MAX_RECEIVES: u32 = 3;

/// A queue and its dead-letter queue, by their names among the stack's outputs.
const PAIRS: [(&str, &str); 2] = [
    ("EventsQueueUrl", "EventsDeadLetterQueueUrl"),
    ("ArchiveQueueUrl", "ArchiveDeadLetterQueueUrl"),
];
const POLL: Duration = Duration::from_millis(500);
/// How long the queues may stay as they are without being empty.
const PATIENCE: Duration = Duration::from_mins(2);

/// The queues of a stack.
#[derive(Debug)]
pub(super) struct Queues<'a> {
    stack: &'a Stack,
    sqs: Client,
}

impl<'a> Queues<'a> {
    /// Those of this stack.
    pub(super) async fn of(stack: &'a Stack) -> Self {
        Self { stack, sqs: Client::new(&stack.sdk().await) }
    }

    async fn depth(&self, queue: &str) -> usize {
        depth(&self.sqs, self.stack.output(queue)).await
    }

    /// How many messages wait or are worked at.
    pub(super) async fn waiting(&self) -> usize {
        // In the order of the way: what left the first is in the second.
        self.depth(PAIRS[0].0).await + self.depth(PAIRS[1].0).await
    }

    /// How many messages died.
    pub(super) async fn dead(&self) -> usize {
        self.depth(PAIRS[0].1).await + self.depth(PAIRS[1].1).await
    }

    /// Lets failed messages come back soon, and die soon.
    pub(super) async fn make_impatient(&self) {
        for (queue, dead_letters) in PAIRS {
            let arn = QueueAttributeName::QueueArn;
            let call = self.sqs.get_queue_attributes().queue_url(self.stack.output(dead_letters));
            let answer = call.attribute_names(arn.clone()).send().await.expect("attributes");
            let target = answer.attributes().and_then(|all| all.get(&arn)).expect("an ARN");
            let redrive =
                json!({"deadLetterTargetArn": target, "maxReceiveCount": MAX_RECEIVES.to_string()});
            let call = self.sqs.set_queue_attributes().queue_url(self.stack.output(queue));
            call.attributes(QueueAttributeName::VisibilityTimeout, VISIBILITY_SECONDS.to_string())
                .attributes(QueueAttributeName::RedrivePolicy, redrive.to_string())
                .send()
                .await
                .expect("set queue attributes");
        }
    }

    /// Waits until nothing waits any more, but perhaps dead letters.
    pub(super) async fn rest(&self) {
        let (mut last, mut since) = (0, Instant::now());
        loop {
            let waiting = self.waiting().await;
            if waiting == 0 {
                return;
            }
            if waiting != last {
                (last, since) = (waiting, Instant::now());
            }
            assert!(since.elapsed() < PATIENCE, "{waiting} messages do not come to rest");
            tokio::time::sleep(POLL).await;
        }
    }
}
