//! Deliveries.

use std::time::Duration;

use jiff::Timestamp;
use milepost_runtime::batch::{Batch, Delivery, Failed, WorkMessages, work_until};
use tokio::time::Instant;

/// As long as Lambda lets a function run at most.
const DEADLINE: Duration = Duration::from_mins(15);

/// A message of a standard queue, delivered for the first time.
pub fn delivery(message_id: impl Into<String>, body: impl Into<String>) -> Delivery {
    let (message_id, body) = (message_id.into(), body.into());
    Delivery { message_id, group: None, receive_count: 1, body }
}

/// Hands messages to a function, as one batch, and returns the ids of those that failed.
pub async fn deliver(
    worker: &impl WorkMessages,
    deliveries: &[Delivery],
    clock: fn() -> Timestamp,
) -> Failed {
    work_until(deliveries, worker, &Batch::new(clock), Instant::now() + DEADLINE).await
}
