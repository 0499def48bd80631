//! One round: page by page from what is due to the queue, as long as there is time.

use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use milepost_domain::Time;
use milepost_notification::item::PENDING_SHARDS;
use milepost_notification::table::Notifications;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;
use milepost_runtime::metrics::Metrics;
use serde::Serialize;

use crate::{RetryError, SendResume};

/// Shards at a time, and calls to the queue for each of them.
const PARALLEL: usize = 8;

/// Retries what is due.
pub struct Worker<S> {
    /// What is due.
    pub notifications: Notifications,
    /// Sends it on.
    pub send: S,
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

impl<S: SendResume + Sync> Worker<S> {
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
            let calls: Vec<_> = page
                .entities
                .chunks(SEND_MESSAGE_BATCH.entries)
                .map(|batch| self.send.send(batch, now))
                .collect();
            stream::iter(calls).buffer_unordered(PARALLEL).try_collect::<()>().await?;
            answer.retried += page.entities.len();
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use milepost_notification::table::Due;
    use milepost_store::{Fault, Faults, Memory, Table};
    use serde_json::json;

    use super::*;

    /// A queue that counts what it takes.
    #[derive(Default)]
    struct Queue {
        sent: Mutex<Vec<usize>>,
        fails_at: Option<usize>,
    }

    impl SendResume for &Queue {
        async fn send(&self, batch: &[Due], _: Time) -> Result<(), RetryError> {
            let mut sent = self.sent.lock().unwrap();
            if self.fails_at == Some(sent.len()) {
                return Err(RetryError::NotTaken { messages: 1 });
            }
            sent.push(batch.len());
            Ok(())
        }
    }

    /// Three pages of 25 that are due in one shard, one that is not, nothing in the others.
    fn notifications(faults: &Faults) -> Notifications {
        let memory = Memory::with_faults(faults.clone());
        for number in 0..76 {
            let due_at =
                if number == 75 { "2026-11-24T08:00:00.001Z" } else { "2026-11-24T07:00:00.000Z" };
            let pk = format!("notification#{number:064x}");
            let item =
                json!({"pk": pk, "sk": "notification", "pendingShard": "a", "dueAt": due_at});
            memory.seed("notifications", &item).unwrap();
        }
        Notifications::new(Table::memory(&memory, "notifications"))
    }

    async fn work(queue: &Queue, faults: &Faults, time: Duration) -> Result<Answer, RetryError> {
        let clock = || "2026-11-24T08:00:00Z".parse().unwrap();
        let worker = Worker { notifications: notifications(faults), send: queue, clock };
        worker.work(Instant::now() + time).await
    }

    #[tokio::test]
    async fn all_pages_are_sent_on_by_ten() {
        let queue = Queue::default();
        let answer = work(&queue, &Faults::default(), Duration::from_mins(1)).await;
        assert_eq!(answer, Ok(Answer { retried: 75, has_more: false }));
        assert_eq!(*queue.sent.lock().unwrap(), [10, 10, 5, 10, 10, 5, 10, 10, 5]);
    }

    #[tokio::test]
    async fn without_time_the_rest_is_left_for_the_next_round() {
        let queue = Queue::default();
        let answer = work(&queue, &Faults::default(), Duration::ZERO).await;
        assert_eq!(answer, Ok(Answer { retried: 25, has_more: true }));
    }

    #[tokio::test]
    async fn a_failure_is_told() {
        let queue = Queue { fails_at: Some(4), ..Queue::default() };
        let answer = work(&queue, &Faults::default(), Duration::from_mins(1)).await;
        assert_eq!(answer, Err(RetryError::NotTaken { messages: 1 }));
        let faults = Faults::default();
        faults.fail_at(3, Fault::NotReached);
        let answer = work(&Queue::default(), &faults, Duration::from_mins(1)).await;
        assert!(matches!(answer, Err(RetryError::NotRead(_))), "{answer:?}");
    }
}
