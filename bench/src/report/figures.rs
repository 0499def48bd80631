//! The figures of several runs in one: the median of each.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Bench;
use crate::measure::{Compared, Cost};
use crate::program::size;
use crate::run::{Each, FUNCTIONS, Run, of_function, rows};
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
    figures: Each<Figures>,
}

impl Summary {
    /// Makes one of several runs.
    pub fn of(runs: &[Run], bench: &Bench) -> Self {
        let keys = runs.iter().flat_map(|run| run.measured.keys().copied());
        let figures = keys.map(|key| (key, figures(runs, key, bench))).collect();
        Self { figures }
    }

    /// All figures, as rows of a table.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, Workload, &Figures)> {
        rows(&self.figures)
    }

    /// By function: the figures with the workload that is farthest from the floor, and all.
    pub fn json(&self) -> Value {
        let functions =
            FUNCTIONS.into_iter().filter_map(|it| Some((it.to_owned(), self.function(it)?)));
        Value::Object(functions.collect())
    }

    fn function(&self, function: &'static str) -> Option<Value> {
        let all = of_function(&self.figures, function);
        let (worst, figures) =
            all.max_by(|(_, one), (_, other)| one.ratio.total_cmp(&other.ratio))?;
        let mut json = json!(figures);
        json["workload"] = json!(worst.name());
        let all = of_function(&self.figures, function)
            .map(|(workload, it)| (workload.name().to_owned(), json!(it)));
        json["workloads"] = Value::Object(all.collect::<Map<_, _>>());
        Some(json)
    }
}

fn figures(runs: &[Run], key: (&'static str, Workload), bench: &Bench) -> Figures {
    let compared: Vec<Compared> = runs.iter().map(|run| run.measured[&key].compared).collect();
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
