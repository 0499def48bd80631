//! Queues: how much they hold, and what the dead letters are.

use std::collections::HashSet;
use std::time::Duration;

use milepost_contracts::EventMessage;
use milepost_domain::EventKey;

use crate::aws_error::AwsError;
use crate::send::Clock;

/// How many messages a queue holds. SQS calls the numbers approximate: they settle within a
/// minute after the last message was sent.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Depth {
    pub(crate) visible: usize,
    pub(crate) in_flight: usize,
}

impl Depth {
    pub(crate) const fn total(self) -> usize {
        self.visible + self.in_flight
    }
}

/// Port: counts the messages of a queue.
pub(super) trait CountMessages {
    async fn depth(&self, queue_url: &str) -> Result<Depth, AwsError>;
}

/// How often a queue is looked at while waiting.
const POLL: Duration = Duration::from_secs(1);
/// So many times in a row it must be empty to be at rest.
const EMPTY_IN_A_ROW: usize = 3;

/// Waits until a queue is at rest, and says how much it holds then, or at the deadline.
pub(super) async fn at_rest(
    queues: &impl CountMessages,
    queue_url: &str,
    clock: &impl Clock,
    patience: Duration,
) -> Result<Depth, AwsError> {
    let deadline = clock.now() + patience;
    let mut empty = 0;
    loop {
        let depth = queues.depth(queue_url).await?;
        empty = if depth.total() == 0 { empty + 1 } else { 0 };
        if empty == EMPTY_IN_A_ROW || clock.now() + POLL > deadline {
            return Ok(depth);
        }
        clock.sleep(POLL).await;
    }
}

/// A message of the dead-letter queue, in our hands for a while.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Received {
    pub(super) message_id: String,
    pub(super) receipt: String,
    pub(super) body: String,
}

/// Port: looks at dead letters and gives them back.
pub(super) trait PeekMessages {
    /// At most ten; none if there are no more to be had.
    async fn receive(&self, queue_url: &str) -> Result<Vec<Received>, AwsError>;
    /// Makes at most ten visible again at once.
    async fn release(&self, queue_url: &str, receipts: &[String]) -> Result<(), AwsError>;
}

/// The dead letters of the events queue.
#[derive(Debug, Default)]
pub(super) struct DeadLetters {
    /// All that there are.
    pub(super) total: usize,
    /// Of those that could be listed, and in which an event can be read.
    pub(super) keys: Vec<EventKey>,
}

impl DeadLetters {
    /// Those that say no event key. Of a FIFO group, SQS hands out ten at most until they are
    /// deleted.
    pub(super) fn unnamed(&self) -> usize {
        self.total.saturating_sub(self.keys.len())
    }
}

/// Lists the dead letters and gives all of them back, also after a failure.
pub(super) async fn dead_letters(
    queues: &(impl CountMessages + PeekMessages),
    queue_url: &str,
) -> Result<DeadLetters, AwsError> {
    let total = queues.depth(queue_url).await?.total();
    let mut receipts = Vec::new();
    let listed = list(queues, queue_url, &mut receipts).await;
    for ten in receipts.chunks(10) {
        queues.release(queue_url, ten).await?;
    }
    let keys = listed?;
    let seen = keys.len();
    Ok(DeadLetters { total: total.max(seen), keys: keys.into_iter().flatten().collect() })
}

/// The key of each message, if it has one.
async fn list(
    queues: &impl PeekMessages,
    queue_url: &str,
    receipts: &mut Vec<String>,
) -> Result<Vec<Option<EventKey>>, AwsError> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    loop {
        let received = queues.receive(queue_url).await?;
        receipts.extend(received.iter().map(|one| one.receipt.clone()));
        // One that comes a second time was hidden for long enough: we are round.
        let new = received.iter().filter(|one| seen.insert(one.message_id.clone()));
        let found: Vec<Option<EventKey>> = new.map(|one| key(&one.body)).collect();
        if found.is_empty() {
            return Ok(keys);
        }
        keys.extend(found);
    }
}

fn key(body: &str) -> Option<EventKey> {
    let read = || Some(EventMessage::from_body(body).ok()?.event().ok()?.key());
    std::panic::catch_unwind(read).ok().flatten()
}

#[cfg(test)]
mod tests;
