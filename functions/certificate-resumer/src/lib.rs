//! Names and titles in: the certificates that wait for them are woken.
//!
//! The directory's table streams what is written to it. When a person gets a name or a learning
//! object a title, each certificate that waits for it is sent to the queue of certificates, which
//! goes on where it stopped. Waking a certificate once too often changes nothing, so a record may
//! come more than once, and after another.
//!
//! The daily sweep invokes it as well, for the certificates that are about to expire: they are sent
//! to the same queue, to be reminded of.

#![warn(missing_docs)]

mod error;
mod invocation;
mod plan;
mod reminders;
mod resumed;
mod stream;
mod waiting;
mod worker;

pub use error::WakeError;
pub use invocation::{Answer, Invocation};
pub use plan::{Awaited, Plan, Wake, plan};
pub use reminders::{Reminders, Sweep};
pub use resumed::{reminder, resumed};
pub use stream::{Learnt, Record, StreamEvent, StreamResponse, Unreadable};
pub use waiting::Waiting;
pub use worker::Worker;
