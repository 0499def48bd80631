//! `make bench`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use milepost_bench::cores::Cores;
use milepost_bench::measure::{self, Effort};
use milepost_bench::program::Builds;
use milepost_bench::workload::Workload;
use milepost_bench::{Bench, record, start};

/// Measure what an event costs.
#[derive(Debug, Parser)]
struct Arguments {
    /// Directory of the builds to measure.
    #[arg(long, default_value = "target/lambda")]
    builds: PathBuf,
    /// Only this function.
    #[arg(long)]
    function: Option<String>,
    /// Only this workload.
    #[arg(long)]
    workload: Option<String>,
    /// Turns of each function and its floor.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Length of a turn, in milliseconds.
    #[arg(long, default_value_t = 800)]
    turn: u64,
}

fn main() {
    let arguments = Arguments::parse();
    let bench = Bench { cores: Cores::divide(), builds: Builds(arguments.builds.clone()) };
    bench.cores.leave();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let effort = Effort { rounds: arguments.rounds, turn: Duration::from_millis(arguments.turn) };
        for workload in Workload::ALL {
            if arguments.workload.as_ref().is_some_and(|it| it != workload.name()) {
                continue;
            }
            for tape in record::record(workload, &bench).await {
                if arguments.function.as_ref().is_some_and(|it| it != tape.function) {
                    continue;
                }
                let it = measure::compare(&tape, workload.events(), effort, &bench).await;
                println!(
                    "{:9} {:12} ratio {:.3} cpu {:.1} floor {:.1} us/event, p50 {:.3} floor {:.3} ms, p99 {:.3} floor {:.3}, {:.0} events/s, rss {:.1} MB",
                    tape.function, workload.name(), it.ratio, it.real.cpu_us_per_event, it.floor.cpu_us_per_event,
                    it.real.p50_ms, it.floor.p50_ms, it.real.p99_ms, it.floor.p99_ms, it.real.events_per_s, it.real.peak_memory as f64 / 1e6
                );
                if workload == Workload::Single {
                    println!("{:?}", start::compare(&tape, 15, &bench).await);
                }
            }
        }
    });
}
