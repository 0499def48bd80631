//! The SQS batch loop: a message fails alone, with the later ones of its own group.

mod context;
mod delivery;

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use aws_lambda_events::event::sqs::SqsBatchResponse;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use tokio::time::{Instant, timeout_at};

use crate::scheduled::deadline_of;

use delivery::Event;

pub use context::Batch;
pub use delivery::Delivery;

/// Time kept back to answer.
const RESERVE: Duration = Duration::from_millis(500);

/// The ids of messages that failed.
pub type Failed = HashSet<String>;

/// What a function does with the messages of a batch, if it must see them together.
/// [`Consumer`](crate::consumer::Consumer) is for those that need not.
pub trait WorkMessages {
    /// What the function is called in its metrics.
    fn name(&self) -> &'static str;

    /// The key of the event that a message goes back to, for the log lines of the shell: what the
    /// message says.
    fn event_key(&self, delivery: &Delivery) -> Option<String> {
        delivery.event_key()
    }

    /// Works at these messages and returns the ids of those that failed. May panic: then all of
    /// them have failed that the batch does not know as done.
    fn work(&self, deliveries: &[Delivery], batch: &Batch) -> impl Future<Output = Failed> + Send;
}

/// Serves invocations for ever.
///
/// # Errors
/// If Lambda's runtime interface cannot be reached.
pub async fn serve(worker: &(impl WorkMessages + Sync)) -> Result<(), Error> {
    lambda_runtime::run(service_fn(|event: LambdaEvent<Event>| {
        // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
        let answer: BoxFuture<'_, Result<SqsBatchResponse, Error>> = Box::pin(async move {
            let (deadline, batch) =
                (deadline_of(&event.context, RESERVE), Batch::new(Timestamp::now));
            Ok(work_batch(event.payload.deliveries, worker, &batch, deadline).await)
        });
        answer
    }))
    .await
}

/// Works at a batch until the deadline, writes its log line, and answers which messages SQS shall
/// deliver again.
pub async fn work_batch(
    deliveries: Vec<Delivery>,
    worker: &impl WorkMessages,
    batch: &Batch,
    deadline: Instant,
) -> SqsBatchResponse {
    let start = Instant::now();
    batch.trace(deliveries.iter().filter_map(|it| worker.event_key(it)));
    let failed = work_until(&deliveries, worker, batch, deadline).await;
    let took = start.elapsed();
    batch.line(worker.name(), deliveries.len(), &failed, took).write(batch.now());
    let mut response = SqsBatchResponse::default();
    let again = deliveries.into_iter().filter(|it| failed.contains(&it.message_id));
    again.for_each(|delivery| response.add_failure(delivery.message_id));
    response
}

/// Works at messages until the deadline and returns the ids of those that SQS shall deliver again.
///
/// Messages with a history of failures come last, in isolation; what is behind one of them in its
/// group waits for it, though not until it is dead-lettered itself.
pub async fn work_until(
    deliveries: &[Delivery],
    worker: &impl WorkMessages,
    batch: &Batch,
    deadline: Instant,
) -> Failed {
    let (together, alone) = separate(deliveries);
    let mut failed = Failed::new();
    if !together.is_empty() {
        failed.extend(work_guarded(&together, worker, batch, deadline).await);
    }
    for delivery in alone {
        if is_blocked(&delivery, deliveries, &failed) {
            failed.insert(delivery.message_id);
            continue;
        }
        let (message_id, event_key) = (&delivery.message_id, worker.event_key(&delivery));
        let receive_count = delivery.receive_count;
        tracing::info!(message_id, event_key, receive_count, "message.isolated");
        let delivery = std::slice::from_ref(&delivery);
        failed.extend(work_guarded(delivery, worker, batch, deadline).await);
    }
    let blocked = deliveries.iter().filter(|it| is_blocked(it, deliveries, &failed));
    let blocked: Vec<String> = blocked.map(|it| it.message_id.clone()).collect();
    failed.extend(blocked);
    failed
}

/// Those to be processed together, and those in isolation.
fn separate(deliveries: &[Delivery]) -> (Vec<Delivery>, Vec<Delivery>) {
    let mut waiting = HashSet::new();
    deliveries.iter().cloned().partition(|delivery| {
        let waits = delivery.group.as_ref().is_some_and(|group| waiting.contains(group));
        if delivery.is_suspect() {
            waiting.extend(delivery.group.clone());
        }
        !waits && !delivery.is_suspect()
    })
}

async fn work_guarded(
    deliveries: &[Delivery],
    worker: &impl WorkMessages,
    batch: &Batch,
    deadline: Instant,
) -> Failed {
    let not_done = || {
        let open = deliveries.iter().filter(|it| !batch.is_done(&it.message_id));
        open.map(|delivery| delivery.message_id.clone()).collect()
    };
    if Instant::now() >= deadline {
        return not_done();
    }
    let work = AssertUnwindSafe(worker.work(deliveries, batch)).catch_unwind();
    match timeout_at(deadline, work).await {
        Ok(Ok(failed)) => failed,
        Ok(Err(_)) => {
            tracing::error!(messages = deliveries.len(), "batch.panicked");
            not_done()
        }
        Err(_) => {
            tracing::error!(messages = deliveries.len(), "batch.timed_out");
            not_done()
        }
    }
}

/// Whether an earlier message of the same group has failed.
fn is_blocked(delivery: &Delivery, all: &[Delivery], failed: &Failed) -> bool {
    delivery.waits_for_its_group()
        && all
            .iter()
            .take_while(|earlier| earlier.message_id != delivery.message_id)
            .any(|earlier| earlier.group == delivery.group && failed.contains(&earlier.message_id))
}

#[cfg(test)]
mod tests;
