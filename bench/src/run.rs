//! One run of everything.

use std::collections::BTreeMap;

use crate::Bench;
use crate::counts::Counts;
use crate::measure::{self, Compared, Effort};
use crate::record::record;
use crate::start::{self, Starts};
use crate::workload::Workload;

/// The functions, in the order in which an event meets them.
pub const FUNCTIONS: [&str; 4] = ["ingest", "progress", "archive", "catalog"];

/// What one function did with one workload.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Beside its floor.
    pub compared: Compared,
    /// What it asked of AWS.
    pub counts: Counts,
}

/// Something of each function with each workload.
pub type Each<T> = BTreeMap<(&'static str, Workload), T>;

/// Rows of a table: by function, as an event meets them, and workload.
pub fn rows<T>(each: &Each<T>) -> impl Iterator<Item = (&'static str, Workload, &T)> {
    FUNCTIONS.into_iter().flat_map(|function| {
        of_function(each, function).map(move |(workload, it)| (function, workload, it))
    })
}

/// The rows of one function.
pub fn of_function<'a, T>(
    each: &'a Each<T>,
    function: &'static str,
) -> impl Iterator<Item = (Workload, &'a T)> {
    let of = each.iter().filter(move |((of, _), _)| *of == function);
    of.map(|((_, workload), it)| (*workload, it))
}

/// One run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// By function and workload.
    pub measured: Each<Measured>,
    /// By function.
    pub starts: BTreeMap<&'static str, Starts>,
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
            let compared = measure::compare(&tape, extent.effort, bench).await;
            let counts = Counts::of(&tape);
            run.measured.insert((function, workload), Measured { compared, counts });
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
