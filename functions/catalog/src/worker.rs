//! A batch's way through the function: decide, write.

use std::future::ready;
use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _};
use milepost_directory::DirectoryTable;
use milepost_directory::marks::{ChangedMark, Kept, SeatsMark};
use milepost_domain::Time;
use milepost_runtime::batch::{Delivery, Failed, WorkMessages};
use milepost_runtime::metrics::Metrics;
use milepost_store::StoreError;

use crate::plan::{Write, plan};

/// Writes at a time. `DynamoDB` has no batch of conditional writes that may fail one by one.
const PARALLEL: usize = 16;

/// Works at changes of the catalog.
pub struct Worker {
    /// Where learning objects are marked and seats kept.
    pub table: DirectoryTable,
    /// What time it is.
    pub clock: fn() -> Time,
}

/// What became of the writes of one kind.
#[derive(Debug, Default)]
struct Done {
    written: usize,
    outranked: usize,
    failed: Vec<String>,
}

impl WorkMessages for Worker {
    async fn work(&self, deliveries: &[Delivery]) -> Failed {
        let start = Instant::now();
        let plan = plan(deliveries, (self.clock)());
        let marks = all(plan.marks.into_iter().map(|write| self.mark_one(write))).await;
        let seats = all(plan.seats.into_iter().map(|write| self.keep_one(write))).await;
        let mut failed = plan.unreadable;
        failed.extend(marks.failed.iter().chain(&seats.failed).cloned());
        self.report(deliveries.len(), &marks, &seats, &failed, start.elapsed());
        failed
    }
}

/// Awaits writes, some at a time.
async fn all(writes: impl Iterator<Item = impl Future<Output = Done>>) -> Done {
    let add = |mut sum: Done, done: Done| {
        sum.written += done.written;
        sum.outranked += done.outranked;
        sum.failed.extend(done.failed);
        ready(sum)
    };
    stream::iter(writes).buffer_unordered(PARALLEL).fold(Done::default(), add).await
}

impl Done {
    fn of(result: Result<Kept, StoreError>, messages: Vec<String>) -> Self {
        match result {
            Ok(Kept::Written) => Self { written: 1, ..Self::default() },
            Ok(Kept::Outranked) => Self { outranked: 1, ..Self::default() },
            Err(error) => {
                tracing::error!(changes = messages.len(), %error, "changes.not_written");
                Self { failed: messages, ..Self::default() }
            }
        }
    }
}

impl Worker {
    async fn mark_one(&self, write: Write<ChangedMark>) -> Done {
        Done::of(self.table.mark(&write.item, (self.clock)()).await, write.messages)
    }

    async fn keep_one(&self, write: Write<SeatsMark>) -> Done {
        Done::of(self.table.keep(&write.item, (self.clock)()).await, write.messages)
    }

    fn report(&self, received: usize, marks: &Done, seats: &Done, failed: &Failed, took: Duration) {
        let now = (self.clock)();
        Metrics::new("catalog")
            .count("ChangesReceived", received)
            .count("ObjectsMarked", marks.written + marks.outranked)
            .count("SeatsKept", seats.written)
            .count("SeatsOlder", seats.outranked)
            .count("ChangesFailed", failed.len())
            .duration("CatalogDuration", took)
            .entry(now.into(), if failed.is_empty() { "INFO" } else { "ERROR" }, "batch.kept")
            .write(now.into());
    }
}

#[cfg(test)]
mod tests;
