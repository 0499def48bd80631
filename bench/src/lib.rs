//! What an event costs: time, memory, calls to AWS and dollars.
//!
//! A workload is sent once through the release builds of the functions with AWS in memory behind
//! them, and what they send and are answered is kept: the [`tape`]. Then each function, and its
//! floor, is invoked with the same payloads as fast as it answers, alone on one core, while a
//! [`replay`] answers its calls at once with what is on the tape.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a benchmark panics")]

pub mod certificates;
pub mod cores;
pub mod cost;
pub mod counts;
pub mod floor;
pub mod measure;
pub mod program;
pub mod record;
pub mod replay;
pub mod report;
pub mod run;
pub mod start;
pub mod stats;
pub mod subject;
pub mod sweep;
pub mod tape;
pub mod workload;

use cores::Cores;
use program::Builds;

/// Where and what to measure.
#[derive(Debug)]
pub struct Bench {
    /// Who runs on which core.
    pub cores: Cores,
    /// The builds.
    pub builds: Builds,
}
