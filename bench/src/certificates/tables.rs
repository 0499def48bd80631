//! Tables in Markdown.

use std::collections::BTreeMap;

use super::{Build, Language, Measured};
use crate::cost::{Item, table_of_one};

const MEGABYTE: f64 = 1e6;

/// What certificates take.
pub fn table(measured: &BTreeMap<Language, Measured>) -> String {
    let mut lines = vec![
        "| name and title | warm: p50 ms | p99 ms | CPU ms | first of a process, ms | peak MB | documents KB | read units | write units | calls |".to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|".to_owned(),
    ];
    lines.extend(measured.iter().map(|(language, it)| {
        let counted = &it.counted;
        let calls: Vec<_> =
            counted.calls.iter().map(|(name, calls)| format!("{} {name}", round(*calls))).collect();
        format!(
            "| {} | **{:.1}** | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.1} | {:.1} | {} |",
            language.name(),
            it.p50_ms,
            it.p99_ms,
            it.cpu_ms,
            it.first_ms,
            megabytes(it.peak_memory),
            counted.document_bytes / 1e3,
            counted.read_units,
            counted.write_units,
            calls.join(", "),
        )
    }));
    lines.join("\n") + "\n"
}

/// How large the functions are.
pub fn builds_table(builds: &[Build]) -> String {
    let mut lines = vec![
        "| function | start ms | build MB | zipped MB |".to_owned(),
        "|---|--:|--:|--:|".to_owned(),
    ];
    lines.extend(builds.iter().map(|it| {
        let (build, zipped) = (megabytes(it.bytes), megabytes(it.zipped_bytes));
        format!("| {} | {:.1} | {build:.1} | {zipped:.1} |", it.function, it.start_ms)
    }));
    lines.join("\n") + "\n"
}

/// What they cost.
pub fn bill_table(bill: &[Item]) -> String {
    table_of_one(bill, "per 1,000 certificates")
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / MEGABYTE
}

/// Whole numbers without a point.
fn round(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
