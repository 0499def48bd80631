//! The table of a learner's history.

use comfy_table::{Cell, Color};
use milepost_contracts::HistoryItem;
use milepost_domain::{Change, RevocationReason};

use super::cells::{NOTHING, colour, differ, second};
use super::columns::{Columns, each};
use crate::format::plain;
use crate::names::Names;

/// One row for each event, in the order given. Account and learning object are shown where they
/// differ.
pub(crate) fn history(items: &[HistoryItem], names: &Names) -> Columns {
    let mut columns = Columns::default();
    if differ(items.iter().map(|item| &item.account_id)) {
        columns.add("Account", 3, each(items, |item| Cell::new(plain(item.account_id.as_str()))));
    }
    columns.add("Occurred", 0, each(items, |item| Cell::new(second(item.occurred_at))));
    columns.add("Received", 5, each(items, |item| Cell::new(second(Some(item.received_at)))));
    columns.add("Event", 0, each(items, |item| Cell::new(plain(&item.event_name))));
    if differ(items.iter().map(|item| &item.lo_instance_id)) {
        columns.add("Learning object", 2, each(items, |item| instance(item, names)));
    }
    columns.add("Decision", 1, each(items, decision));
    columns.add("State", 4, each(items, states));
    columns.add("Changes", 0, each(items, |item| Cell::new(changes(&item.changes))));
    columns
}

fn instance(item: &HistoryItem, names: &Names) -> Cell {
    let instance = item.lo_instance_id.as_ref();
    Cell::new(instance.map_or_else(|| NOTHING.to_owned(), |id| names.object(id)))
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
            let has_passed = item.changes.contains(&Change::Failed).then_some(false);
            let text = format!("{} → {}", from.as_str(), to.as_str());
            Cell::new(text).fg(colour(to, has_passed))
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
        Change::Progressed { from, to } => format!("{name} {from}\u{a0}→\u{a0}{to}"),
        Change::Milestone { percent } => format!("{name} {percent}"),
        Change::ModuleCompleted { module_id: Some(module) } => format!("{name} {}", plain(module)),
        Change::CompletionRevoked { reason, .. } => format!("{name}: {}", why(*reason)),
        _ => name.to_owned(),
    }
}

fn why(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::RolledBack => "rolled back",
        RevocationReason::AlternateRevoked => "alternate revoked",
        RevocationReason::Superseded => "superseded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn of(user: &str) -> Vec<HistoryItem> {
        let is_of =
            |item: &HistoryItem| item.user_id.as_ref().is_some_and(|id| id.as_str() == user);
        samples::history().into_iter().filter(is_of).collect()
    }

    #[test]
    fn one_learning_object_needs_no_column() {
        insta::assert_snapshot!(history(&of("20411006"), &Names::default()).fit_to(None, false), @"
        Occurred             Received             Event                              Decision  State                   Changes
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-11-16 09:10:00  2026-11-23 08:00:00  LEARNING_PATH_ENROLLMENT           applied   not_started → enrolled  enrolled
        2026-11-19 14:02:00  2026-11-23 08:00:00  LEARNING_PATH_COMPLETED            applied   enrolled → completed    completed
        2026-11-20 09:30:10  2026-11-23 08:00:00  LEARNING_PATH_COMPLETION_ROLLBACK  applied   completed → enrolled    completion_revoked: rolled back
        ");
    }

    #[test]
    fn several_learning_objects() {
        insta::assert_snapshot!(history(&of("20411003"), &Names::default()).fit_to(None, false), @"
        Occurred             Received             Event                           Learning object              Decision               State                    Changes
        ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-11-16 08:30:00  2026-11-23 08:00:00  COURSE_ENROLLMENT_BATCH         course:7542090_10423047      applied                not_started → enrolled   enrolled
        2026-11-17 09:15:27  2026-11-23 08:00:00  LEARNER_PROGRESS                course:7542090_10423047      applied                enrolled → in_progress   started, progressed 0 → 40, module_completed, milestone 25
        2026-11-18 15:22:00  2026-11-23 08:00:00  COURSE_COMPLETED                course:7542090_10423047      applied                in_progress → completed  completed
        2026-11-17 08:00:00  2026-11-23 08:00:00  CERTIFICATION_ENROLLMENT_BATCH  certification:123418_160299  applied                not_started → enrolled   enrolled
        2026-11-20 12:16:00  2026-11-23 08:00:00  CERTIFICATION_COMPLETED         certification:123418_160299  applied                enrolled → completed     completed
        2026-11-18 15:22:46  2026-11-23 08:00:00  BADGE_AWARDED                   –                            ignored: unrecognised  –                        –
        ");
    }

    #[test]
    fn events_without_a_learner() {
        let mut rows = samples::history();
        rows.retain(|row| row.user_id.is_none());
        insta::assert_snapshot!(history(&rows, &Names::default()).fit_to(None, false), @"
        Occurred             Received             Event                         Learning object          Decision                  State  Changes
        ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-11-17 12:00:00  2026-11-23 08:00:00  CI_STATS                      course:7542091_10423052  ignored: seats_changed    –      –
        2026-11-18 07:20:48  2026-11-23 08:00:00  LEARNING_OBJECT_MODIFICATION  –                        ignored: catalog_changed  –      –
        ");
    }
}
