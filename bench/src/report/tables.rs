//! Tables in Markdown, which are read on a terminal as well.

use comfy_table::{CellAlignment, Table, presets};
use milepost_faults::call::Operation;

use super::{Figures, Summary};
use crate::run::{Run, rows};

/// What each function takes, and how far that is from its floor.
pub fn functions(summary: &Summary) -> String {
    let mut table = table(&[
        "function",
        "workload",
        "events/s",
        "CPU µs/event",
        "floor",
        "ratio",
        "p50 ms",
        "p99 ms",
        "start ms",
        "floor",
        "peak MB",
        "build MB",
    ]);
    for (function, workload, it) in summary.rows() {
        table.add_row([
            function.to_owned(),
            workload.name().to_owned(),
            format!("{:.0}", it.events_per_s),
            format!("{:.1}", it.cpu_us_per_event),
            format!("{:.1}", it.floor_cpu_us_per_event),
            format!("**{:.2}**", it.ratio),
            format!("{:.2}", it.p50_ms),
            format!("{:.2}", it.p99_ms),
            format!("{:.1}", it.start_ms),
            format!("{:.1}", it.floor_start_ms),
            format!("{:.1}", it.peak_rss_mb),
            format!("{:.1}", it.bootstrap_mb),
        ]);
    }
    text(table, 2)
}

/// The ratio of each run, and how far they lie apart.
pub fn ratios(summary: &Summary) -> String {
    let runs = summary.rows().next().map_or(0, |(_, _, it)| it.ratios.len());
    let names: Vec<String> = (1..=runs).map(|run| format!("run {run}")).collect();
    let mut header = vec!["function", "workload"];
    header.extend(names.iter().map(String::as_str));
    header.push("spread");
    let mut table = table(&header);
    for (function, workload, Figures { ratios, .. }) in summary.rows() {
        let (low, high) = ratios
            .iter()
            .fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(*it), high.max(*it)));
        let mut row = vec![function.to_owned(), workload.name().to_owned()];
        row.extend(ratios.iter().map(|it| format!("{it:.3}")));
        row.push(format!("{:.1} %", (high / low - 1.0) * 100.0));
        table.add_row(row);
    }
    text(table, 2)
}

/// Calls and capacity per event, which are the same in every run.
pub fn calls(run: &Run) -> String {
    let mut table = table(&[
        "function",
        "workload",
        "calls/event",
        "read units",
        "write units",
        "SQS requests",
        "SNS requests",
        "SNS bytes",
        "log bytes",
    ]);
    for (function, workload, measured) in rows(&run.measured) {
        let it = &measured.counts;
        let calls: Vec<_> = it.calls.iter().map(|(name, calls)| call(*name, *calls)).collect();
        table.add_row([
            function.to_owned(),
            workload.name().to_owned(),
            calls.join(", "),
            format!("{:.2}", it.dynamodb.read_units),
            format!("{:.2}", it.dynamodb.write_units),
            format!("{:.1}", it.sent.requests),
            format!("{:.1}", it.published.requests),
            format!("{:.0}", it.published.bytes),
            format!("{:.0}", measured.compared.real.log_bytes_per_event),
        ]);
    }
    text(table, 3)
}

fn call(name: Operation, calls: f64) -> String {
    format!("{calls:.1} {name}")
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(header);
    table
}

/// The first columns hold words, the others numbers.
fn text(mut table: Table, words: usize) -> String {
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}
