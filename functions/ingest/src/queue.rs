//! Sending to the queue: in batches within its limits, several at a time, and never losing one.

mod sqs;

use std::future::Future;

use futures::stream::{self, StreamExt, TryStreamExt};

use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;

pub use sqs::Sqs;

/// Calls under way at a time.
const PARALLEL: usize = 16;

/// One message for the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The place of its event in the request, to find the raw event again.
    pub event: usize,
    /// The body.
    pub body: String,
    /// Messages of one group are delivered in order.
    pub group_id: String,
    /// The queue drops a repeat of this within five minutes.
    pub deduplication_id: String,
}

/// A message that the queue did not take, although the call succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// The message's place in the batch.
    pub place: usize,
    /// Whether the message is at fault, so that it would fail again.
    pub sender_fault: bool,
}

/// Why a call took no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Something in the batch is at fault; the same batch would fail again.
    #[error("the queue refused a batch: {0}")]
    Refused(String),
    /// The queue is not reachable, or does not let us in; the same batch may succeed later.
    #[error("the queue is not reachable: {0}")]
    Unavailable(String),
    /// Some messages were not taken twice, through no fault of theirs.
    #[error("the queue did not take {0} messages")]
    NotTaken(usize),
}

/// Port: sends one batch.
pub trait SendBatch: Send + Sync {
    /// Sends at most ten messages of at most 256 KB together, and says which were not taken.
    ///
    /// # Errors
    /// [`SendError`] if none was taken, or nobody knows.
    fn send(
        &self,
        batch: &[Message],
    ) -> impl Future<Output = Result<Vec<Failed>, SendError>> + Send;
}

/// Sends all messages. Answers the places in the request of those events that the queue will
/// never take; all others are on the queue then.
///
/// # Errors
/// [`SendError`] if a message could not be sent that may be taken later.
pub async fn send_all<Q: SendBatch>(
    queue: &Q,
    messages: Vec<Message>,
) -> Result<Vec<usize>, SendError> {
    let refused: Vec<Vec<usize>> = stream::iter(batches(messages))
        .map(|batch| send_twice(queue, batch))
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    let mut refused = refused.concat();
    refused.sort_unstable();
    Ok(refused)
}

/// Sends a batch; what was not taken, though without fault, once more.
async fn send_twice<Q: SendBatch>(queue: &Q, batch: Vec<Message>) -> Result<Vec<usize>, SendError> {
    let mut outcome = Outcome::of(batch, queue).await?;
    if !outcome.again.is_empty() {
        let second = Outcome::of(outcome.again, queue).await?;
        if !second.again.is_empty() {
            return Err(SendError::NotTaken(second.again.len()));
        }
        outcome.refused.extend(second.refused);
    }
    Ok(outcome.refused)
}

/// What became of a batch.
struct Outcome {
    refused: Vec<usize>,
    again: Vec<Message>,
}

impl Outcome {
    async fn of<Q: SendBatch>(batch: Vec<Message>, queue: &Q) -> Result<Self, SendError> {
        match queue.send(&batch).await {
            Ok(failed) => Ok(Self::split(batch, &failed)),
            // The call does not say which message is at fault. Quarantine keeps all of them;
            // an error would make ALM send the same again and again.
            Err(SendError::Refused(cause)) => {
                tracing::error!(cause, messages = batch.len(), "queue.batch_refused");
                let refused = batch.iter().map(|message| message.event).collect();
                Ok(Self { refused, again: Vec::new() })
            }
            Err(error) => Err(error),
        }
    }

    fn split(batch: Vec<Message>, failed: &[Failed]) -> Self {
        let mut outcome = Self { refused: Vec::new(), again: Vec::new() };
        for (place, message) in batch.into_iter().enumerate() {
            match failed.iter().find(|failed| failed.place == place) {
                None => {}
                Some(Failed { sender_fault: true, .. }) => outcome.refused.push(message.event),
                Some(Failed { sender_fault: false, .. }) => outcome.again.push(message),
            }
        }
        outcome
    }
}

/// Groups messages, in their order, into batches within the call's limits.
fn batches(messages: Vec<Message>) -> Vec<Vec<Message>> {
    let calls = SEND_MESSAGE_BATCH.cut(messages.iter().map(|message| message.body.len()));
    let mut messages = messages.into_iter();
    calls.into_iter().map(|call| messages.by_ref().take(call.len()).collect()).collect()
}

#[cfg(test)]
mod tests;
