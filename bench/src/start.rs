//! How long a process takes until it asks for its first invocation.

use std::time::Duration;

use milepost_faults::server::serve;

use crate::cores::Cores;
use crate::program;
use crate::replay::Replay;
use crate::stats::median;
use crate::subject::{Program, Subject};
use crate::tape::Tape;

/// The starts of a function and of its floor.
#[derive(Clone, Copy, Debug)]
pub struct Starts {
    /// The function's, in milliseconds.
    pub real_ms: f64,
    /// The floor's.
    pub floor_ms: f64,
}

/// Starts each so often, by turns, and answers the medians.
pub async fn compare(tape: &Tape, times: usize, cores: &Cores) -> Starts {
    let programs = [program::real(tape.function), program::floor(tape.function, None)];
    let mut took = [Vec::new(), Vec::new()];
    for _ in 0..times {
        for (program, took) in programs.iter().zip(&mut took) {
            took.push(start(program, tape, cores).await.as_secs_f64() * 1e3);
        }
    }
    let [real_ms, floor_ms] = took.map(|mut took| median(&mut took).expect("a start"));
    Starts { real_ms, floor_ms }
}

async fn start(program: &Program, tape: &Tape, cores: &Cores) -> Duration {
    let aws = serve(Replay::of(tape)).await;
    Subject::start(program, &aws, cores).await.ready().await
}
