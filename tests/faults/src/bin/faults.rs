//! The matrix of faults: plays what can go wrong at every call, alone and in pairs, and prints
//! what came of it.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table as Grid, presets};
use indicatif::{ProgressBar, ProgressStyle};
use milepost_faults::matrix::table::{Table, header, text, words};
use milepost_faults::matrix::{Breadth, Case, Report, Runner, cases};

/// Plays what can go wrong at every call of the functions to AWS, and compares the end with that
/// of a run in which nothing did.
#[derive(Debug, Parser)]
struct Arguments {
    /// Play only this case, as the table names it.
    #[arg(long)]
    case: Vec<Case>,
    /// Rounds of pairs: in each, every fault is played at the first and at the second place.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Play all combinations of two faults: some 12,000 cases.
    #[arg(long, conflicts_with = "rounds")]
    all: bool,
    /// How many runs at a time.
    #[arg(long, default_value_t = 48)]
    at_a_time: usize,
    /// Write the table to this file, too, as Markdown.
    #[arg(long)]
    markdown: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<ExitCode, std::io::Error> {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let runner = Arc::new(Runner::new().await);
    let rounds = if arguments.all { usize::MAX } else { arguments.rounds };
    let cases = match arguments.case.as_slice() {
        [] => cases(runner.trace(), Breadth { rounds, every: 1 }),
        cases => cases.to_vec(),
    };
    let places = runner.trace().len();
    let table = play(runner, cases, arguments.at_a_time).await;
    let seconds = start.elapsed().as_secs();
    println!("{}", grid(&table));
    let pairs = table.pairs();
    let totals = format!(
        "{places} calls in a calm run, {pairs} pairs of them.\n{}\n{seconds} seconds.",
        table.totals
    );
    println!("{totals}");
    if let Some(file) = arguments.markdown {
        fs::write(file, format!("{}\n{totals}\n", table.to_markdown()))?;
    }
    Ok(if table.totals.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn play(runner: Arc<Runner>, cases: Vec<Case>, at_a_time: usize) -> Table {
    let style = "{elapsed_precise} {wide_bar} {pos}/{len} {msg}";
    let bar = ProgressBar::new(cases.len() as u64);
    bar.set_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()));
    let mut table = Table::default();
    let tell = |report: Report| {
        if !report.verdict.is_good() {
            bar.suspend(|| println!("{}\n  {}", report.case, report.verdict.wrong.join("\n  ")));
        }
        table.enter(&report);
        bar.set_message(format!("{} wrong", table.totals.wrong));
        bar.inc(1);
    };
    runner.run_all(cases, at_a_time, tell).await;
    bar.finish_and_clear();
    table
}

/// On two lines, so that a table fits a terminal.
fn narrow(text: &str) -> String {
    text.replacen(": ", "\n", 1).replacen("double, ", "double,\n", 1)
}

fn grid(table: &Table) -> Grid {
    let mut grid = Grid::new();
    grid.load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(std::iter::once(String::new()).chain(header().iter().map(|it| narrow(it))));
    for (fault, cells) in table.rows() {
        let cells = cells.into_iter().map(|cell| {
            let is_wrong = cell.is_some_and(|cell| !cell.wrong.is_empty());
            let shown = Cell::new(narrow(&text(cell)));
            if is_wrong { shown.fg(Color::Red).add_attribute(Attribute::Bold) } else { shown }
        });
        grid.add_row(std::iter::once(Cell::new(words(fault))).chain(cells));
    }
    grid
}
