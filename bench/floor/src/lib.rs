//! The floor of the benchmarks: the smallest functions that make the same AWS calls as the real
//! ones, with the same bytes, and no logic.
//!
//! What they send was recorded of the real functions. It is read before the first invocation is
//! answered, so that an invocation costs nothing but the runtime, the SDK and the copies that the
//! SDK wants to own.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a benchmark panics")]

pub mod calls;
pub mod dynamodb;
pub mod firehose;
mod play;
pub mod sns;
pub mod sqs;

pub use play::{Send, play};
