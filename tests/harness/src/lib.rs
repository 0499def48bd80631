//! What tests of functions share.
//!
//! [`store::Memory`] stands in for tables and buckets, [`messaging::Memory`] for queues and topics;
//! [`Faults`] lets any call to them fail. [`deliver`] plays SQS and Lambda: it hands messages to a
//! function as they do. [`matrix`] lets every call of a function fail in every way, and demands the
//! same end as if none had. [`server`] answers requests on HTTP; [`Log`] keeps what is logged.
#![warn(missing_docs)]
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests panic")]

mod deliver;
mod faults;
mod log;
mod matrix;
pub mod messaging;
mod scenario;
pub mod server;
pub mod store;

pub use deliver::{deliver, delivery};
pub use faults::{CallError, Fault, Faults};
pub use log::Log;
pub use matrix::{Invoked, Matrix, matrix};
pub use scenario::Scenario;
