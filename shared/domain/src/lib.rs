//! What an Adobe Learning Manager (ALM) event means for a learner's enrollment.
//!
//! Pure: no I/O, no AWS, no clock. The way through it:
//!
//! 1. [`webhook::read`] splits a request body into raw events.
//! 2. [`Event::parse`] reads one leniently and normalises it; [`Event::key`] identifies it.
//! 3. [`Enrollment::apply`] merges it into the facts known of one learner in one
//!    learning-object instance and says what changed.
//!
//! An [`Enrollment`] is a set of facts merged by union; its [`View`] is a fold over them. So any
//! order of delivery and any number of repetitions gives the same record.
#![warn(missing_docs)]

mod change;
mod digits;
pub mod directory;
pub mod enrollment;
pub mod event;
mod id;
mod redacted;
mod scope;
mod time;
pub mod webhook;
mod zone;

pub use change::{Change, RevocationReason};
pub use digits::Digits;
pub use enrollment::{Applied, Decision, Enrollment, Ignored, State, View};
pub use event::{Details, Event, EventError, EventKey, EventKind, Happened, Origin, Sequence, Via};
pub use id::{AccountId, IdError, LoId, LoInstanceId, LoType, MAX_ID_BYTES, UserId};
pub use scope::{RecordKey, Scope, escape};
pub use time::{Millis, Time};
pub use zone::{Day, NotAZone, Zone};
