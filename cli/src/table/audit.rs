//! The tables of an audit.

use std::collections::BTreeMap;

use comfy_table::{Cell, Color};

use super::columns::{Columns, each};
use super::plain;
use crate::audit::{Accounting, Found, Whereabouts};

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
    rows.push(Row::new("events queue", "in flight", found.queued.in_flight));
    let dead = "dead letters";
    rows.push(Row::new(dead, "events, not in history", found.dead - found.pending).bad());
    rows.push(Row::new(dead, "events in history, publication pending", found.pending).bad());
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
            Whereabouts::WorkedIn => "in history",
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
mod tests {
    use super::*;
    use crate::audit::Depth;

    #[test]
    fn an_empty_stack() {
        insta::assert_snapshot!(places(&Found::default()).fit_to(Some(100), false), @"
        Place         What                                    Number
        ──────────────────────────────────────────────────────────────
        history       nothing                                      0
        events queue  waiting                                      0
                      in flight                                    0
        dead letters  events, not in history                       0
                      events in history, publication pending       0
        quarantine    nothing                                      0
        ");
    }

    #[test]
    fn every_place() {
        let found = Found {
            decisions: [
                (("applied".to_owned(), None), 1204),
                (("ignored".to_owned(), Some("unrecognised".to_owned())), 3),
            ]
            .into(),
            queued: Depth { visible: 5, in_flight: 10 },
            dead: 7,
            pending: 2,
            other_dead: [("archive".to_owned(), Depth { visible: 1, in_flight: 0 })].into(),
            quarantined: [("invalid_time".to_owned(), 4), ("not_json".to_owned(), 1)].into(),
            removed: 6,
            ..Found::default()
        };
        insta::assert_snapshot!(places(&found).fit_to(Some(100), false), @"
        Place         What                                    Number
        ──────────────────────────────────────────────────────────────
        history       applied                                   1204
                      ignored: unrecognised                        3
        events queue  waiting                                      5
                      in flight                                   10
        dead letters  events, not in history                       5
                      events in history, publication pending       2
                      changes for archive                          1
        quarantine    invalid_time                                 4
                      not_json                                     1
                      replayed or discarded                        6
        ");
    }

    #[test]
    fn an_accounting_always_says_that_nothing_is_missing() {
        let adds_up = Accounting {
            acknowledged: [(Whereabouts::WorkedIn, 12)].into(),
            ..Accounting::default()
        };
        insta::assert_snapshot!(accounting(&adds_up).fit_to(Some(100), false), @"
        Sent              Found                          Number
        ─────────────────────────────────────────────────────────
        acknowledged      in history                         12
                          in history twice                    0
                          nowhere                             0
        of other senders  in history, not in the ledger       0
        ");
    }

    #[test]
    fn an_accounting_of_all_kinds() {
        let counts = [
            Whereabouts::WorkedIn,
            Whereabouts::PublicationPending,
            Whereabouts::CopyQuarantined,
            Whereabouts::DeadLettered,
            Whereabouts::Quarantined,
            Whereabouts::Removed,
            Whereabouts::Doubled,
            Whereabouts::Nowhere,
        ];
        let counts: BTreeMap<_, _> = counts.into_iter().zip(1..).collect();
        let all = Accounting {
            acknowledged: counts.clone(),
            unanswered: [(Whereabouts::WorkedIn, 2), (Whereabouts::Nowhere, 1)].into(),
            refused: counts,
            others: 9,
            ..Accounting::default()
        };
        insta::assert_snapshot!(accounting(&all).fit_to(Some(100), false), @"
        Sent               Found                                      Number
        ──────────────────────────────────────────────────────────────────────
        acknowledged       in history                                      1
                           in history, publication pending                 2
                           in history, a copy in quarantine                3
                           dead-lettered                                   4
                           in quarantine                                   5
                           in quarantine once: replayed or discarded       6
                           in history twice                                7
                           nowhere                                         8
        without an answer  in history                                      2
                           not arrived                                     1
        refused            in history                                      1
                           in history, publication pending                 2
                           in history, a copy in quarantine                3
                           dead-lettered                                   4
                           in quarantine                                   5
                           in quarantine once: replayed or discarded       6
                           in history twice                                7
                           not arrived                                     8
        of other senders   in history, not in the ledger                   9
        ");
    }
}
