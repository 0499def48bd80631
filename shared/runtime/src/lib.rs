//! What every Lambda of the stack shares: configuration read once at start, JSON logs, metrics,
//! secrets that do not print themselves, and AWS clients with sane time limits.
//!
//! Nothing here knows about learning: the domain lives in its own crate, and a function's
//! decisions depend on neither.

#![warn(missing_docs)]

pub mod aws;
pub mod aws_error;
pub mod batch;
pub mod config;
pub mod consumer;
pub mod limits;
pub mod log_key;
pub mod metrics;
pub mod retry;
pub mod scheduled;
pub mod secret;
pub mod start;
pub mod telemetry;
pub mod trace;
