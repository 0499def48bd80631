//! One round: page by page from what is due to the queue, as long as there is time.

use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use milepost_domain::Time;
use milepost_notification::item::PENDING_SHARDS;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;
use milepost_runtime::metrics::Metrics;
use serde::Serialize;

use crate::{PickupError, ReadDue, SendResume};

/// Shards at a time, and calls to the queue for each of them.
const PARALLEL: usize = 8;

/// Picks up what is due.
pub struct Worker<R, S> {
    /// Reads what is due.
    pub read: R,
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
    pub picked_up: usize,
    /// Whether there are more: the next round takes them.
    pub has_more: bool,
}

impl<R: ReadDue + Sync, S: SendResume + Sync> Worker<R, S> {
    /// Does a round until the deadline.
    ///
    /// # Errors
    /// If the table or the queue fails. What was not sent stays due.
    pub async fn work(&self, deadline: Instant) -> Result<Answer, PickupError> {
        let start = Instant::now();
        let answer = self.round(deadline).await.inspect_err(|error| {
            tracing::error!(%error, "pickup.failed");
        })?;
        self.report(answer, start.elapsed());
        Ok(answer)
    }

    async fn round(&self, deadline: Instant) -> Result<Answer, PickupError> {
        let shards = PENDING_SHARDS.map(|shard| self.shard(shard, deadline));
        let answers: Vec<Answer> =
            stream::iter(shards).buffer_unordered(PARALLEL).try_collect().await?;
        Ok(Answer {
            picked_up: answers.iter().map(|it| it.picked_up).sum(),
            has_more: answers.iter().any(|it| it.has_more),
        })
    }

    async fn shard(&self, shard: &str, deadline: Instant) -> Result<Answer, PickupError> {
        let now = (self.clock)();
        let (mut answer, mut next) = (Answer::default(), None);
        loop {
            let page = self.read.read(shard, now, next).await?;
            let calls: Vec<_> = page
                .due
                .chunks(SEND_MESSAGE_BATCH.entries)
                .map(|batch| self.send.send(batch, now))
                .collect();
            stream::iter(calls).buffer_unordered(PARALLEL).try_collect::<()>().await?;
            answer.picked_up += page.due.len();
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
        Metrics::new("pickup")
            .count("NotificationsPickedUp", answer.picked_up)
            .duration("PickupDuration", took)
            .entry(now, "INFO", "pickup.done")
            .write(now);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::{Due, Page};

    /// Three pages of 25 in one shard, nothing in the others.
    #[derive(Default)]
    struct World {
        sent: Mutex<Vec<usize>>,
        fails_at: Option<usize>,
    }

    impl ReadDue for &World {
        async fn read(
            &self,
            shard: &str,
            now: Time,
            from: Option<HashMap<String, AttributeValue>>,
        ) -> Result<Page, PickupError> {
            if shard != "a" {
                return Ok(Page::default());
            }
            let page = from.map_or(0, |key| key["page"].as_n().unwrap().parse().unwrap());
            let next = AttributeValue::N((page + 1).to_string());
            let due = Due { id: "ab".repeat(32).parse().unwrap(), at: now };
            Ok(Page {
                due: vec![due; 25],
                next: (page < 2).then(|| HashMap::from([("page".to_owned(), next)])),
            })
        }
    }

    impl SendResume for &World {
        async fn send(&self, batch: &[Due], _: Time) -> Result<(), PickupError> {
            let mut sent = self.sent.lock().unwrap();
            if self.fails_at == Some(sent.len()) {
                return Err(PickupError::NotTaken { messages: 1 });
            }
            sent.push(batch.len());
            Ok(())
        }
    }

    fn worker(world: &World) -> Worker<&World, &World> {
        Worker { read: world, send: world, clock: || "2026-11-24T08:00:00Z".parse().unwrap() }
    }

    #[tokio::test]
    async fn all_pages_are_sent_on_by_ten() {
        let world = World::default();
        let answer = worker(&world).work(Instant::now() + Duration::from_mins(1)).await;
        assert_eq!(answer, Ok(Answer { picked_up: 75, has_more: false }));
        assert_eq!(*world.sent.lock().unwrap(), [10, 10, 5, 10, 10, 5, 10, 10, 5]);
    }

    #[tokio::test]
    async fn without_time_the_rest_is_left_for_the_next_round() {
        let world = World::default();
        let answer = worker(&world).work(Instant::now()).await;
        assert_eq!(answer, Ok(Answer { picked_up: 25, has_more: true }));
    }

    #[tokio::test]
    async fn a_failure_is_told() {
        let world = World { fails_at: Some(4), ..World::default() };
        let answer = worker(&world).work(Instant::now() + Duration::from_mins(1)).await;
        assert_eq!(answer, Err(PickupError::NotTaken { messages: 1 }));
    }
}
