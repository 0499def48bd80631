//! The tables of an audit.

use std::collections::BTreeMap;

use comfy_table::{Cell, Color};

use super::account::{Accounting, Whereabouts};
use super::report::Found;
use crate::format::plain;
use crate::table::{Columns, each};

/// A row: the group, shown where it begins; the line; how many; whether that is bad.
struct Row {
    group: &'static str,
    line: String,
    number: usize,
    is_bad: bool,
}

impl Row {
    fn new(group: &'static str, line: impl Into<String>, number: usize) -> Self {
        Self { group, line: line.into(), number, is_bad: false }
    }

    /// Bad, if there is one of it.
    fn bad(self) -> Self {
        Self { is_bad: self.number > 0, ..self }
    }
}

/// Where all events are.
pub(crate) fn places(found: &Found) -> Columns {
    let mut rows = Vec::new();
    for ((decision, reason), &count) in &found.decisions {
        let line = match reason {
            None => plain(decision),
            Some(reason) => plain(&format!("{decision}: {reason}")),
        };
        rows.push(Row::new("history", line, count));
    }
    if rows.is_empty() {
        rows.push(Row::new("history", "nothing", 0));
    }
    rows.push(Row::new("events queue", "waiting", found.queued.visible));
    rows.push(Row::new("events queue", "in flight", found.queued.hidden));
    let dead = "dead letters";
    rows.push(Row::new(dead, "events, not in history", found.dead_in_need()).bad());
    rows.push(Row::new(dead, "events in history, publication pending", found.pending).bad());
    if found.dead_unnamed > 0 {
        rows.push(Row::new(dead, "events that cannot be listed", found.dead_unnamed).bad());
    }
    for (concern, depth) in &found.other_dead {
        rows.push(Row::new(dead, format!("changes for {}", plain(concern)), depth.total()).bad());
    }
    for (reason, &count) in &found.quarantined {
        rows.push(Row::new("quarantine", plain(reason), count).bad());
    }
    if found.quarantined.is_empty() {
        rows.push(Row::new("quarantine", "nothing", 0));
    }
    if found.removed > 0 {
        rows.push(Row::new("quarantine", "replayed or discarded", found.removed));
    }
    columns("Place", "What", &rows)
}

/// The ledger against the places.
pub(crate) fn accounting(accounting: &Accounting) -> Columns {
    let acknowledged = &accounting.acknowledged;
    let mut rows = of_fate("acknowledged", acknowledged);
    for (place, line) in
        [(Whereabouts::Doubled, "in history twice"), (Whereabouts::Nowhere, "nowhere")]
    {
        let number = acknowledged.get(&place).copied().unwrap_or_default();
        rows.push(Row::new("acknowledged", line, number).bad());
    }
    for (group, counts) in
        [("without an answer", &accounting.unanswered), ("refused", &accounting.refused)]
    {
        rows.extend(of_fate(group, counts));
        let number = |place| counts.get(&place).copied().unwrap_or_default();
        if number(Whereabouts::Doubled) > 0 {
            rows.push(Row::new(group, "in history twice", number(Whereabouts::Doubled)).bad());
        }
        if number(Whereabouts::Nowhere) > 0 {
            rows.push(Row::new(group, "not arrived", number(Whereabouts::Nowhere)));
        }
    }
    rows.push(Row::new("of other senders", "in history, not in the ledger", accounting.others));
    columns("Sent", "Found", &rows)
}

/// What is in one place, as it should be.
fn of_fate(group: &'static str, counts: &BTreeMap<Whereabouts, usize>) -> Vec<Row> {
    let shown = counts.iter().filter_map(|(place, &count)| {
        let line = match place {
            Whereabouts::Processed => "in history",
            Whereabouts::PublicationPending => "in history, publication pending",
            Whereabouts::CopyQuarantined => "in history, a copy in quarantine",
            Whereabouts::DeadLettered => "dead-lettered",
            Whereabouts::Quarantined => "in quarantine",
            Whereabouts::Removed => "in quarantine once: replayed or discarded",
            Whereabouts::Doubled | Whereabouts::Nowhere => return None,
        };
        Some(Row::new(group, line, count))
    });
    shown.collect()
}

fn columns(group: &'static str, line: &'static str, rows: &[Row]) -> Columns {
    let mut columns = Columns::default();
    let mut last = "";
    let groups = rows.iter().map(|row| {
        let shown = if row.group == last { "" } else { row.group };
        last = row.group;
        Cell::new(shown)
    });
    columns.add(group, 0, groups.collect());
    let coloured = |row: &Row, text: String| {
        if row.is_bad { Cell::new(text).fg(Color::Red) } else { Cell::new(text) }
    };
    columns.add(line, 0, each(rows, |row| coloured(row, row.line.clone())));
    columns.add_numbers("Number", 0, each(rows, |row| coloured(row, row.number.to_string())));
    columns
}

#[cfg(test)]
mod tests;
