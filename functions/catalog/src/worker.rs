//! A batch's way through the function: decide, write.

use std::future::ready;

use futures::stream::{self, StreamExt as _};
use milepost_directory::DirectoryTable;
use milepost_directory::marks::{ChangedMark, Kept, SeatsMark};
use milepost_domain::Time;
use milepost_runtime::batch::{Batch, Delivery, Failed, WorkMessages};
use milepost_store::StoreError;

use crate::plan::{Write, plan};

/// Writes at a time. `DynamoDB` has no batch of conditional writes that may fail one by one.
const PARALLEL: usize = 16;

/// Works at changes of the catalog.
pub struct Worker {
    /// Where learning objects are marked and seats kept.
    pub table: DirectoryTable,
}

/// What became of the writes of one kind.
#[derive(Debug, Default)]
struct Done {
    written: usize,
    outranked: usize,
    failed: Vec<String>,
}

impl WorkMessages for Worker {
    fn name(&self) -> &'static str {
        "catalog"
    }

    async fn work(&self, deliveries: &[Delivery], batch: &Batch) -> Failed {
        let now = Time::from(batch.now());
        let plan = plan(deliveries, now);
        let marks = all(plan.marks.into_iter().map(|write| self.mark_one(write, now))).await;
        let seats = all(plan.seats.into_iter().map(|write| self.keep_one(write, now))).await;
        batch.count("ObjectsMarked", marks.written + marks.outranked);
        batch.count("SeatsKept", seats.written);
        batch.count("SeatsOlder", seats.outranked);
        let mut failed = plan.unreadable;
        failed.extend(marks.failed.into_iter().chain(seats.failed));
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
    async fn mark_one(&self, write: Write<ChangedMark>, now: Time) -> Done {
        Done::of(self.table.mark(&write.item, now).await, write.messages)
    }

    async fn keep_one(&self, write: Write<SeatsMark>, now: Time) -> Done {
        Done::of(self.table.keep(&write.item, now).await, write.messages)
    }
}

#[cfg(test)]
mod tests;
