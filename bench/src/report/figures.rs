//! The figures of several runs in one: the median of each.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Bench;
use crate::measure::{Compared, Cost};
use crate::program::size;
use crate::run::{FUNCTIONS, Measured, Run};
use crate::start::Starts;
use crate::stats::median;
use crate::workload::Workload;

const MEGABYTE: f64 = 1e6;

/// What is published of a function with one workload.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Events a second on one core, one invocation after the other.
    pub events_per_s: f64,
    /// CPU time per event, in microseconds.
    pub cpu_us_per_event: f64,
    /// The same of the floor.
    pub floor_cpu_us_per_event: f64,
    /// How many times the floor's CPU time it takes.
    pub ratio: f64,
    /// Half of the invocations take at most so long.
    pub p50_ms: f64,
    /// 99 of 100 take at most so long.
    pub p99_ms: f64,
    /// From the process's start to its first poll.
    pub start_ms: f64,
    /// The same of the floor.
    pub floor_start_ms: f64,
    /// The most memory it held, in 10^6 bytes.
    pub peak_rss_mb: f64,
    /// The size of the build, in 10^6 bytes.
    pub bootstrap_mb: f64,
    /// The ratio of each run.
    pub ratios: Vec<f64>,
}

/// All figures.
#[derive(Debug)]
pub struct Summary {
    figures: BTreeMap<(&'static str, Workload), Figures>,
}

impl Summary {
    /// Makes one of several runs.
    pub fn of(runs: &[Run], bench: &Bench) -> Self {
        let keys = FUNCTIONS.into_iter().flat_map(|it| Workload::ALL.map(|workload| (it, workload)));
        let figures = keys.map(|key| (key, figures(runs, key, bench))).collect();
        Self { figures }
    }

    /// The figures of a function with a workload.
    pub fn figures(&self, function: &'static str, workload: Workload) -> &Figures {
        &self.figures[&(function, workload)]
    }

    /// The workload with which a function is farthest from its floor.
    pub fn worst(&self, function: &'static str) -> Workload {
        let ratio = |it: &Workload| self.figures(function, *it).ratio;
        let all = Workload::ALL.into_iter();
        all.max_by(|one, other| ratio(one).total_cmp(&ratio(other))).expect("a workload")
    }

    /// By function: the figures with the workload that is farthest from the floor, and all.
    pub fn json(&self) -> Value {
        let function = |function: &'static str| {
            let worst = self.worst(function);
            let mut json = json!(self.figures(function, worst));
            json["workload"] = json!(worst.name());
            let all = Workload::ALL.map(|it| (it.name().to_owned(), json!(self.figures(function, it))));
            json["workloads"] = Value::Object(Map::from_iter(all));
            (function.to_owned(), json)
        };
        Value::Object(FUNCTIONS.into_iter().map(function).collect())
    }
}

fn figures(runs: &[Run], key: (&'static str, Workload), bench: &Bench) -> Figures {
    let measured = |run: &Run| -> Measured { run.measured[&key].clone() };
    let compared: Vec<Compared> = runs.iter().map(|run| measured(run).compared).collect();
    let real = |value: fn(&Cost) -> f64| middle(compared.iter().map(|it| value(&it.real)));
    let starts = |value: fn(&Starts) -> f64| middle(runs.iter().map(|it| value(&it.starts[key.0])));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let bootstrap_mb = size(&bench.builds.real(key.0)) as f64 / MEGABYTE;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let peak_rss_mb = real(|it| it.peak_memory as f64 / MEGABYTE);
    Figures {
        events_per_s: real(|it| it.events_per_s),
        cpu_us_per_event: real(|it| it.cpu_us_per_event),
        floor_cpu_us_per_event: middle(compared.iter().map(|it| it.floor.cpu_us_per_event)),
        ratio: middle(compared.iter().map(|it| it.ratio)),
        p50_ms: real(|it| it.p50_ms),
        p99_ms: real(|it| it.p99_ms),
        start_ms: starts(|it| it.real_ms),
        floor_start_ms: starts(|it| it.floor_ms),
        peak_rss_mb,
        bootstrap_mb,
        ratios: compared.iter().map(|it| it.ratio).collect(),
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    median(&mut values.collect::<Vec<_>>()).expect("a run")
}
