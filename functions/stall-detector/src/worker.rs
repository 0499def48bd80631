//! One invocation: all shards side by side, as long as there is time.

use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _};
use milepost_domain::Time;
use milepost_messaging::{Message, Queue};
use milepost_runtime::metrics::Metrics;
use serde_json::Value;

use crate::{Cursor, Index, Round, SweepError, stalled};

/// Shards read at a time.
const SHARDS: usize = 16;

/// Sweeps.
pub struct Worker {
    /// The index.
    pub index: Index,
    /// The events queue.
    pub queue: Queue,
    /// Days without activity.
    pub days: u16,
    /// What time it is.
    pub clock: fn() -> Time,
}

/// What became of one shard.
struct Swept {
    /// Where to go on, unless it is done.
    left: Option<Cursor>,
    pages: usize,
    found: usize,
    sent: usize,
    failure: Option<SweepError>,
}

impl Worker {
    /// Sweeps until the time is over, which is asked before each page, and answers how far it
    /// came.
    ///
    /// # Errors
    /// [`SweepError::Stuck`] or [`SweepError::NoTime`] if no shard got on: whoever invoked it
    /// tries again later. [`SweepError::NotARound`] if the input is none of its answers.
    pub async fn work(
        &self,
        input: Value,
        is_over: &(impl Fn() -> bool + Sync),
    ) -> Result<Round, SweepError> {
        let start = Instant::now();
        let mut round = Round::read(input, (self.clock)(), self.days)?;
        let cursors = std::mem::take(&mut round.shards).into_iter();
        let shards = cursors.map(|cursor| self.sweep(cursor, round.cutoff, is_over));
        let swept: Vec<Swept> = stream::iter(shards).buffer_unordered(SHARDS).collect().await;
        self.report(&swept, start.elapsed());
        let got_on = swept.is_empty() || swept.iter().any(|it| it.left.is_none() || it.pages > 0);
        let mut failure = None;
        for it in swept {
            round.found += it.found;
            round.sent += it.sent;
            round.shards.extend(it.left);
            failure = it.failure.or(failure);
        }
        match failure {
            _ if got_on => Ok(round),
            Some(failure) => Err(SweepError::Stuck(Box::new(failure))),
            None => Err(SweepError::NoTime),
        }
    }

    async fn sweep(
        &self,
        mut cursor: Cursor,
        cutoff: Time,
        is_over: &(impl Fn() -> bool + Sync),
    ) -> Swept {
        let mut swept = Swept { left: None, pages: 0, found: 0, sent: 0, failure: None };
        loop {
            if is_over() {
                return Swept { left: Some(cursor), ..swept };
            }
            match self.page(&mut cursor, cutoff, &mut swept).await {
                Ok(true) => {}
                Ok(false) => return swept,
                Err(failure) => {
                    tracing::error!(shard = cursor.shard, %failure, "shard.failed");
                    return Swept { left: Some(cursor), failure: Some(failure), ..swept };
                }
            }
        }
    }

    /// Deals with a page. Answers whether there is another one; then the cursor points to it.
    async fn page(
        &self,
        cursor: &mut Cursor,
        cutoff: Time,
        swept: &mut Swept,
    ) -> Result<bool, SweepError> {
        let page = self.index.read(&cursor.shard, cutoff, cursor.from.as_ref()).await?;
        let now = (self.clock)();
        let events: Vec<Message> =
            page.active.iter().filter_map(|it| stalled(it, self.days, now)).collect();
        self.queue.send_all(&events).await?;
        swept.pages += 1;
        swept.found += page.active.len();
        swept.sent += events.len();
        cursor.from = page.next;
        Ok(cursor.from.is_some())
    }

    fn report(&self, swept: &[Swept], took: Duration) {
        let sum = |count: fn(&Swept) -> usize| swept.iter().map(count).sum();
        let failed = swept.iter().filter(|it| it.failure.is_some()).count();
        let now = (self.clock)().into();
        Metrics::new("stall-detector")
            .count("EnrollmentsFound", sum(|it| it.found))
            .count("EventsSent", sum(|it| it.sent))
            .count("PagesRead", sum(|it| it.pages))
            .count("ShardsLeft", sum(|it| usize::from(it.left.is_some())))
            .count("ShardsFailed", failed)
            .duration("StallDetectorDuration", took)
            .entry(now, if failed == 0 { "INFO" } else { "ERROR" }, "sweep.done")
            .write(now);
    }
}

#[cfg(test)]
mod tests;
