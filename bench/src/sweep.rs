//! What a sweep of a million records in progress takes: pages, calls, time and memory.
//!
//! The function is invoked as its state machine does it, until no shard is left. The index answers
//! only with those that have stalled, as the key condition has it; the others cost nothing.

mod aws;
mod table;

use std::time::Duration;

use milepost_faults::server::serve;
use serde::Serialize;
use serde_json::{Value, json};

use crate::Bench;
use crate::subject::Subject;

pub use aws::Counted;
pub use table::table;

/// As in the template.
const TIME_LIMIT: Duration = Duration::from_mins(5);

/// What there is to sweep.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Records in progress.
    pub active: usize,
    /// Those of them that have stalled.
    pub stalled: usize,
    /// What AWS takes for each call.
    pub latency: Duration,
}

/// What a sweep took.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Measured {
    /// Records in progress.
    pub active: usize,
    /// Those that have stalled.
    pub stalled: usize,
    /// What AWS took for each call, in milliseconds.
    pub latency_ms: f64,
    /// Invocations.
    pub invocations: usize,
    /// In all of them, in seconds.
    pub took_s: f64,
    /// CPU time, in seconds.
    pub cpu_s: f64,
    /// The most memory that the process held, in bytes.
    pub peak_memory: u64,
    /// What was asked of AWS.
    #[serde(skip)]
    pub counted: Counted,
}

/// The sweeps that are measured: the usual one, and the first one of a company that waited long.
pub const LOADS: [Load; 4] = [
    Load { active: 1_000_000, stalled: 30_000, latency: Duration::ZERO },
    Load { active: 1_000_000, stalled: 30_000, latency: Duration::from_millis(10) },
    Load { active: 1_000_000, stalled: 1_000_000, latency: Duration::ZERO },
    Load { active: 1_000_000, stalled: 1_000_000, latency: Duration::from_millis(10) },
];

/// Sweeps once, in a fresh process.
pub async fn measure(bench: &Bench, load: Load) -> Measured {
    let aws = aws::Aws::new(load.stalled, load.latency);
    let url = serve(aws.clone()).await;
    let subject = Subject::start(&bench.builds.real("stall-detector"), &url, &bench.cores).await;
    let (mut state, mut invocations, mut took) = (json!({}), 0, Duration::ZERO);
    loop {
        let answered = subject.invoke_within(state.to_string().into(), TIME_LIMIT).await;
        took += answered.took;
        invocations += 1;
        state = serde_json::from_slice(&answered.body).expect("how far it came");
        if state["shards"].as_array().is_some_and(Vec::is_empty) {
            break;
        }
    }
    assert_eq!(state["sent"], Value::from(load.stalled), "what it says");
    assert_eq!(aws.sent(), load.stalled, "what is on the queue");
    Measured {
        active: load.active,
        stalled: load.stalled,
        latency_ms: load.latency.as_secs_f64() * 1e3,
        invocations,
        took_s: took.as_secs_f64(),
        cpu_s: subject.cpu().as_secs_f64(),
        peak_memory: subject.peak_memory(),
        counted: aws.counted(),
    }
}
