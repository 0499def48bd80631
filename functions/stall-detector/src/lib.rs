//! The stall sweep: finds enrollments without activity for too long, and says so on the events
//! queue. `progress` decides whether they are stalled: what the index says may be a moment old.
//!
//! It reads the index `active`, never the table: only what learners are at is in it, ordered by
//! the last activity, in 64 partitions that are read side by side. Who is marked as stalled
//! leaves the index. A sweep that runs out of time answers how far it came; the state machine
//! that invoked it has it go on from there.
#![warn(missing_docs)]

mod event;
mod index;
mod round;
mod worker;

pub use event::stalled;
pub use index::{Active, Index, Page};
pub use round::{Cursor, Round};
pub use worker::Worker;

use milepost_messaging::SendError;
use milepost_store::StoreError;

/// Why a shard could not be swept. Says nothing of whom it is about.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// The index cannot be read.
    #[error("the index of enrollments: {0}")]
    NotRead(#[from] StoreError),
    /// The queue did not take all events.
    #[error("the events queue: {0}")]
    NotSent(#[from] SendError),
    /// The input looks like an answer of a former invocation, and is none.
    #[error("the input is not the result of a sweep")]
    NotARound,
    /// The time was over before the first page.
    #[error("no time for a page")]
    NoTime,
    /// No shard got on at all.
    #[error("no shard made progress; the last failure: {0}")]
    Stuck(Box<SweepError>),
}
