//! The chaos run on the local stack: run `make build` first.
//!
//! Ends with 1 if anything is lost, doubled, different, or told in a log.
#![expect(clippy::expect_used, reason = "a test")]

use std::process::ExitCode;

use clap::Parser;
use milepost_faults::chaos::{Settings, run};

/// Sends events through the local stack while calls fail, functions die and the network is cut,
/// and proves that nothing is lost or doubled
#[derive(Debug, Parser)]
#[command(name = "chaos")]
struct Cli {
    #[command(flatten)]
    settings: Settings,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { settings } = Cli::parse();
    let report = run(&settings).await;
    println!("{}", report.audit.text);
    println!("{report}");
    if let Some(file) = &settings.markdown {
        std::fs::write(file, report.to_string()).expect("the summary is written");
    }
    for key in report.differing.iter().take(10) {
        eprintln!("differs: {key}");
    }
    for (secret, line) in report.leaks.leaks.iter().take(10) {
        eprintln!("{secret} stands in: {line}");
    }
    let failures = report.failures();
    for failure in &failures {
        eprintln!("✘ {failure}");
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
