//! A table in Markdown.

use super::Measured;

/// What sweeps took.
pub fn table(measured: &[Measured]) -> String {
    let mut lines = vec![
        "| records in progress | stalled | AWS answers in, ms | pages | read units | calls to the queue | elapsed s | CPU s | peak MB | invocations |".to_owned(),
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    lines.extend(measured.iter().map(|it| {
        let counted = &it.counted;
        format!(
            "| {} | {} | {:.0} | {} | {:.0} | {} | **{:.1}** | {:.1} | {:.0} | {} |",
            it.active,
            it.stalled,
            it.latency_ms,
            counted.pages,
            counted.read_units,
            counted.sends,
            it.took_s,
            it.cpu_s,
            megabytes(it.peak_memory),
            it.invocations,
        )
    }));
    lines.join("\n") + "\n"
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
