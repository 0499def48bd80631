//! Queues: how much they hold, and what the dead letters are.

use std::time::Duration;

use milepost_domain::EventKey;
use tokio::time::{Instant, sleep};

use crate::aws_error::AwsError;
use crate::dead_letters::{Content, Depth, Letter, Queue, Seen, Stop, look};

/// How often a queue is looked at while waiting.
const POLL: Duration = Duration::from_secs(1);
/// So many times in a row it must be empty to be at rest.
const EMPTY_IN_A_ROW: usize = 3;

/// Waits until a queue is at rest, and says how much it holds then, or at the deadline.
pub(super) async fn at_rest(queue: &impl Queue, patience: Duration) -> Result<Depth, AwsError> {
    let deadline = Instant::now() + patience;
    let mut empty = 0;
    loop {
        let depth = queue.source_depth().await?;
        empty = if depth.total() == 0 { empty + 1 } else { 0 };
        if empty == EMPTY_IN_A_ROW || Instant::now() + POLL > deadline {
            return Ok(depth);
        }
        sleep(POLL).await;
    }
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
pub(super) async fn dead_letters<Q: Queue>(queue: &Q) -> Result<DeadLetters, AwsError> {
    let Seen { depth, letters } = look(queue, usize::MAX, &Stop::default()).await?;
    Ok(DeadLetters {
        total: depth.total().max(letters.len()),
        keys: letters.iter().filter_map(key).collect(),
    })
}

fn key(letter: &Letter) -> Option<EventKey> {
    Content::of_event(letter).key()?.parse().ok()
}

#[cfg(test)]
mod tests;
