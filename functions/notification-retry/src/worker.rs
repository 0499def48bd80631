//! One round: page by page from what is due to the queue, as long as there is time.

use std::time::Duration;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use milepost_domain::Time;
use milepost_messaging::{Message, Queue};
use milepost_notification::Resume;
use milepost_notification::item::PENDING_SHARDS;
use milepost_notification::table::{Due, Notifications};
use milepost_runtime::metrics::Metrics;
use serde::Serialize;
use tokio::time::Instant;

use crate::RetryError;

/// Shards at a time.
const PARALLEL: usize = 8;

/// Retries what is due.
pub struct Worker {
    /// What is due.
    pub notifications: Notifications,
    /// The queue of notifications.
    pub queue: Queue,
    /// What time it is.
    pub clock: fn() -> Time,
}

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// How many notifications were sent on.
    pub retried: usize,
    /// Whether there are more: the next round takes them.
    pub has_more: bool,
}

impl Worker {
    /// Does a round until the deadline.
    ///
    /// # Errors
    /// If the table or the queue fails. What was not sent stays due.
    pub async fn work(&self, deadline: Instant) -> Result<Answer, RetryError> {
        let start = Instant::now();
        let answer = self.round(deadline).await.inspect_err(|error| {
            tracing::error!(%error, "retry.failed");
        })?;
        self.report(answer, start.elapsed());
        Ok(answer)
    }

    async fn round(&self, deadline: Instant) -> Result<Answer, RetryError> {
        let shards = PENDING_SHARDS.map(|shard| self.shard(shard, deadline));
        let answers: Vec<Answer> =
            stream::iter(shards).buffer_unordered(PARALLEL).try_collect().await?;
        Ok(Answer {
            retried: answers.iter().map(|it| it.retried).sum(),
            has_more: answers.iter().any(|it| it.has_more),
        })
    }

    async fn shard(&self, shard: &str, deadline: Instant) -> Result<Answer, RetryError> {
        let now = (self.clock)();
        let (mut answer, mut next) = (Answer::default(), None);
        loop {
            let page = self.notifications.due(shard, now, next).await?;
            if page.unreadable > 0 {
                // Nothing else is written there, and no further try makes one of it.
                tracing::error!(items = page.unreadable, "pending.unreadable");
            }
            let messages: Vec<Message> =
                page.entities.iter().map(|due| message(*due, now)).collect::<Result<_, _>>()?;
            self.queue.send_all(&messages).await?;
            answer.retried += messages.len();
            next = page.next;
            if next.is_none() {
                return Ok(answer);
            }
            if Instant::now() >= deadline {
                return Ok(Answer { has_more: true, ..answer });
            }
        }
    }

    fn report(&self, answer: Answer, took: Duration) {
        let now = (self.clock)().into();
        Metrics::new("notification-retry")
            .count("NotificationsRetried", answer.retried)
            .duration("NotificationRetryDuration", took)
            .entry(now, "INFO", "retry.done")
            .write(now);
    }
}

/// The message that has `notifications` go on with one of them.
fn message(due: Due, now: Time) -> Result<Message, RetryError> {
    let event = Resume { notification_id: due.id }.into_cloud_event(due.at, now);
    let body = event.to_body().map_err(|error| RetryError::NotWritten(error.to_string()))?;
    // Due at another time it is another message; the same one the queue takes once.
    Ok(Message::fifo(body, due.id.to_string(), event.id))
}

#[cfg(test)]
mod tests;
