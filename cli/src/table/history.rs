//! The table of a learner's history.

use comfy_table::{Cell, Color, Table};
use milepost_contracts::HistoryItem;
use milepost_domain::{Change, LoInstanceId};

use super::{NOTHING, colour, differ, plain, second, table};

/// One row for each event, in the order given.
pub(crate) fn history(items: &[HistoryItem]) -> Table {
    let accounts = differ(items.iter().map(|item| &item.account_id));
    let mut headings = Vec::new();
    headings.extend(accounts.then_some("Account"));
    headings.extend(["Occurred", "Received", "Event", "Learning object"]);
    headings.extend(["Decision", "State", "Changes"]);
    let mut table = table(&headings);
    for item in items {
        let instance = item.lo_instance_id.as_ref().map_or(NOTHING, LoInstanceId::as_str);
        let mut cells = Vec::new();
        cells.extend(accounts.then(|| Cell::new(plain(item.account_id.as_str()))));
        cells.push(Cell::new(second(item.occurred_at)));
        cells.push(Cell::new(second(Some(item.received_at))));
        cells.push(Cell::new(plain(&item.event_name)));
        cells.push(Cell::new(plain(instance)));
        cells.push(decision(item));
        cells.push(states(item));
        cells.push(Cell::new(changes(&item.changes)));
        table.add_row(cells);
    }
    table
}

fn decision(item: &HistoryItem) -> Cell {
    match &item.reason {
        None => Cell::new(&item.decision),
        Some(reason) => Cell::new(format!("{}: {reason}", item.decision)).fg(Color::DarkGrey),
    }
}

fn states(item: &HistoryItem) -> Cell {
    match (item.state_from, item.state_to) {
        (Some(from), Some(to)) if from != to => {
            Cell::new(format!("{} → {}", from.as_str(), to.as_str())).fg(colour(to, None))
        }
        (_, Some(state)) | (Some(state), None) => Cell::new(state.as_str()),
        (None, None) => Cell::new(NOTHING),
    }
}

fn changes(changes: &[Change]) -> String {
    let all: Vec<String> = changes.iter().map(change).collect();
    if all.is_empty() { NOTHING.to_owned() } else { all.join(", ") }
}

fn change(change: &Change) -> String {
    let name = change.name();
    match change {
        Change::Progressed { from, to } => format!("{name} {from} → {to}"),
        Change::Milestone { percent } => format!("{name} {percent}"),
        Change::ModuleCompleted { module_id: Some(module) } => format!("{name} {}", plain(module)),
        Change::CompletionRevoked { reason, .. } => format!("{name} ({reason:?})"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_learners_history() {
        insta::assert_snapshot!(history(&samples::history()), @"");
    }

    #[test]
    fn no_history_is_an_empty_table() {
        insta::assert_snapshot!(history(&[]), @"");
    }
}
