//! How long a process takes until it asks for its first invocation.

use std::time::Duration;

use milepost_faults::server::serve;

use crate::Bench;
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
pub async fn compare(tape: &Tape, times: usize, bench: &Bench) -> Starts {
    let programs = [bench.builds.real(tape.function), bench.builds.floor(tape.function, None)];
    let mut took = [Vec::new(), Vec::new()];
    for _ in 0..times {
        for (program, took) in programs.iter().zip(&mut took) {
            took.push(start(program, tape, bench).await.as_secs_f64() * 1e3);
        }
    }
    let [real_ms, floor_ms] = took.map(|mut took| median(&mut took).expect("a start"));
    Starts { real_ms, floor_ms }
}

async fn start(program: &Program, tape: &Tape, bench: &Bench) -> Duration {
    let aws = serve(Replay::of(tape)).await;
    Subject::start(program, &aws, &bench.cores).await.ready().await
}
