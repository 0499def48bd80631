//! `make bench`.
#![expect(clippy::expect_used, reason = "a benchmark panics")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use milepost_bench::Bench;
use milepost_bench::certificates::{self, Language};
use milepost_bench::cores::Cores;
use milepost_bench::cost::US_EAST_1;
use milepost_bench::measure::Effort;
use milepost_bench::program::Builds;
use milepost_bench::report::{Summary, bill_table, calls, functions, pages, ratios};
use milepost_bench::run::{Extent, FUNCTIONS, Run, run};
use milepost_bench::sweep;
use milepost_bench::workload::Workload;
use serde_json::json;
use tokio::runtime::Runtime;

type Certificates = BTreeMap<Language, certificates::Measured>;

/// Measure what an event costs each function, beside the floor of the same calls to AWS.
#[derive(Debug, Parser)]
struct Arguments {
    /// Directory of the builds to measure: `<name>/bootstrap`.
    #[arg(long, default_value = ".aws-sam/release/functions")]
    builds: PathBuf,
    /// Only these functions.
    #[arg(long = "function", default_values_t = FUNCTIONS.map(str::to_owned))]
    functions: Vec<String>,
    /// Only these workloads.
    #[arg(long = "workload", value_enum, default_values_t = Workload::ALL)]
    workloads: Vec<Workload>,
    /// Runs of everything.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Turns of each function and its floor in a run.
    #[arg(long, default_value_t = 25)]
    turns: usize,
    /// Length of a turn, in milliseconds.
    #[arg(long, default_value_t = 150)]
    turn_ms: u64,
    /// Starts of each function and its floor in a run.
    #[arg(long, default_value_t = 15)]
    starts: usize,
    /// Where the figures go.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
    /// Write the tables into the pages of this directory as well.
    #[arg(long, value_name = "DIRECTORY")]
    docs: Option<PathBuf>,
}

fn main() -> Result<(), String> {
    let arguments = Arguments::parse();
    let bench = Bench { cores: Cores::divide(), builds: Builds(arguments.builds.clone()) };
    bench.cores.leave();
    let extent = extent(&arguments);
    let runs = measure(arguments.runs, &extent, &bench);
    let summary = Summary::of(&runs, &bench);
    let mut json = summary.json();
    let last = runs.last().expect("a run");
    let mut tables = vec![
        ("performance.md", "functions", functions(&summary)),
        ("performance.md", "ratios", ratios(&summary)),
        ("performance.md", "calls", calls(last)),
    ];
    if extent.is_complete() {
        tables.push(("cost.md", "cost", bill_table(last)));
        let (measured, builds) = of_certificates(arguments.starts, &bench);
        let bill = certificates::bill(&US_EAST_1, &measured[&Language::English]);
        tables.push(("performance.md", "certificates", certificates::table(&measured)));
        tables.push(("performance.md", "builds", certificates::builds_table(&builds)));
        tables.push(("cost.md", "certificates", certificates::bill_table(&bill)));
        let by_name: BTreeMap<_, _> = measured.iter().map(|(it, of)| (it.name(), of)).collect();
        let sweeps = of_sweeps(&bench);
        tables.push(("performance.md", "sweep", sweep::table(&sweeps)));
        json["sweep"] = json!(sweeps);
        json["certificates"] = json!({"languages": by_name, "builds": builds});
    }
    for (page, name, table) in &tables {
        println!("\n{table}");
        if let Some(docs) = arguments.docs.as_ref().filter(|_| extent.is_complete()) {
            pages::replace(&docs.join(page), name, table)?;
        }
    }
    let json = serde_json::to_string_pretty(&json).expect("JSON");
    fs::write(&arguments.json, json + "\n").map_err(|error| error.to_string())?;
    println!("figures: {}", arguments.json.display());
    Ok(())
}

fn extent(arguments: &Arguments) -> Extent {
    Extent {
        functions: arguments.functions.clone(),
        workloads: arguments.workloads.clone(),
        effort: Effort { rounds: arguments.turns, turn: Duration::from_millis(arguments.turn_ms) },
        starts: arguments.starts,
    }
}

/// Runs as often as asked for, on one thread: the other core is the function's.
fn measure(runs: usize, extent: &Extent, bench: &Bench) -> Vec<Run> {
    let bar = bar(runs as u64 * extent.steps());
    let runs = runtime().block_on(async {
        let mut done = Vec::new();
        for number in 1..=runs {
            let tell = |what: &str| {
                bar.set_message(format!("run {number}: {what}"));
                bar.inc(1);
            };
            done.push(run(bench, extent, &tell).await);
        }
        done
    });
    bar.finish_and_clear();
    runs
}

/// Certificates have no tape and no floor.
fn of_certificates(starts: usize, bench: &Bench) -> (Certificates, Vec<certificates::Build>) {
    println!("certificates, one after the other");
    runtime().block_on(async {
        let effort = certificates::Effort { starts, certificates: 300 };
        (certificates::measure(bench, effort).await, certificates::builds(bench, starts).await)
    })
}

/// Sweeps have no tape and no floor, and are long enough to be measured once.
fn of_sweeps(bench: &Bench) -> Vec<sweep::Measured> {
    println!("sweeps of a million records");
    runtime().block_on(async {
        let mut measured = Vec::new();
        for load in sweep::LOADS {
            measured.push(sweep::measure(bench, load).await);
        }
        measured
    })
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn bar(steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}");
    ProgressBar::new(steps).with_style(style.expect("a template"))
}
