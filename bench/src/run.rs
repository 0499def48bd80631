//! One run of everything.

use std::collections::BTreeMap;

use crate::Bench;
use crate::counts::Counts;
use crate::measure::{self, Compared, Effort};
use crate::record::record;
use crate::start::{self, Starts};
use crate::tape::Tape;
use crate::workload::Workload;

/// The functions, in the order in which an event meets them.
pub const FUNCTIONS: [&str; 3] = ["ingest", "progress", "archive"];

/// What one function did with one workload.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Beside its floor.
    pub compared: Compared,
    /// What it asked of AWS.
    pub counts: Counts,
    /// Messages in a batch, or events in a request.
    pub per_invocation: f64,
}

/// One run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// By function and workload.
    pub measured: BTreeMap<(&'static str, Workload), Measured>,
    /// By function.
    pub starts: BTreeMap<&'static str, Starts>,
}

impl Run {
    /// What was measured: by function, as an event meets them, and workload.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, Workload, &Measured)> {
        let of = |function| {
            let measured = self.measured.iter().filter(move |((of, _), _)| *of == function);
            measured.map(move |((_, workload), it)| (function, *workload, it))
        };
        FUNCTIONS.into_iter().flat_map(of)
    }
}

/// What to do in a run.
#[derive(Clone, Debug)]
pub struct Extent {
    /// The functions to measure.
    pub functions: Vec<String>,
    /// The workloads to measure them with.
    pub workloads: Vec<Workload>,
    /// For each function and workload.
    pub effort: Effort,
    /// Starts of each function and floor.
    pub starts: usize,
}

/// Measures; tells what it is at.
pub async fn run(bench: &Bench, extent: &Extent, progress: &dyn Fn(&str)) -> Run {
    let mut run = Run::default();
    for workload in extent.workloads.iter().copied() {
        progress(&format!("record {}", workload.name()));
        for tape in record(workload, bench).await {
            let function = tape.function;
            if !extent.functions.iter().any(|it| it == function) {
                continue;
            }
            progress(&format!("measure {function} {}", workload.name()));
            let compared = measure::compare(&tape, workload.events(), extent.effort, bench).await;
            run.measured.insert((function, workload), measured(&tape, workload, compared));
            if !run.starts.contains_key(function) {
                progress(&format!("start {function}"));
                run.starts.insert(function, start::compare(&tape, extent.starts, bench).await);
            }
        }
    }
    run
}

impl Extent {
    /// How many times [`run`] tells what it is at.
    pub fn steps(&self) -> u64 {
        let (functions, workloads) = (self.functions.len(), self.workloads.len());
        (workloads * (1 + functions) + functions) as u64
    }

    /// Whether nothing is left out.
    pub fn is_complete(&self) -> bool {
        let has = |it: &&str| self.functions.iter().any(|function| function == *it);
        FUNCTIONS.iter().all(has) && Workload::ALL.iter().all(|it| self.workloads.contains(it))
    }
}

fn measured(tape: &Tape, workload: Workload, compared: Compared) -> Measured {
    let counts = Counts::of(tape, workload.events());
    let per_invocation = 1.0 / counts.invocations;
    Measured { compared, counts, per_invocation }
}
