//! The table of enrollments.

use comfy_table::{Cell, Table};
use milepost_contracts::EnrollmentItem;
use milepost_domain::{Via, View};

use super::{NOTHING, differ, minute, number, plain, state, table};

/// One row for each enrollment. Account and learner are shown where they differ.
pub(crate) fn enrollments(items: &[EnrollmentItem]) -> Table {
    let accounts = differ(items.iter().map(|item| &item.account_id));
    let learners = differ(items.iter().map(|item| &item.user_id));
    let mut headings = Vec::new();
    headings.extend(accounts.then_some("Account"));
    headings.extend(learners.then_some("Learner"));
    headings.extend(["Learning object", "State", "Progress", "Attempt"]);
    headings.extend(["Enrolled", "Last activity", "Ended", "Result"]);
    let mut table = table(&headings);
    for item in items {
        let mut cells = Vec::new();
        cells.extend(accounts.then(|| Cell::new(plain(item.account_id.as_str()))));
        cells.extend(learners.then(|| Cell::new(plain(item.user_id.as_str()))));
        cells.push(Cell::new(plain(item.lo_instance_id.as_str())));
        cells.extend(view(&item.view));
        table.add_row(cells);
    }
    table
}

fn view(view: &View) -> [Cell; 7] {
    [
        state(view.state, view.has_passed),
        number(format!("{} %", view.progress_percent)),
        number(view.attempt.to_string()),
        Cell::new(minute(view.enrolled_at)),
        Cell::new(minute(view.last_activity_at)),
        Cell::new(minute(view.completed_at.or(view.dropped_at))),
        Cell::new(result(view)),
    ]
}

/// Passed or failed, by what way, with what score.
fn result(view: &View) -> String {
    let passed = view.has_passed.map(|passed| if passed { "passed" } else { "failed" }.to_owned());
    let via = (view.via == Some(Via::Alternate)).then(|| "by alternate".to_owned());
    let score = view.score.as_ref().map(|score| format!("score {score}"));
    let parts: Vec<String> = [passed, via, score].into_iter().flatten().collect();
    if parts.is_empty() { NOTHING.to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn enrollments_of_several_learners() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items), @"
        ╭─────────┬──────────┬───────────────────────────────┬─────────────┬──────────┬─────────┬──────────────────┬──────────────────┬──────────────────┬──────────╮
        │ Account ┆ Learner  ┆ Learning object               ┆ State       ┆ Progress ┆ Attempt ┆ Enrolled         ┆ Last activity    ┆ Ended            ┆ Result   │
        ╞═════════╪══════════╪═══════════════════════════════╪═════════════╪══════════╪═════════╪══════════════════╪══════════════════╪══════════════════╪══════════╡
        │ 1234    ┆ 20411001 ┆ course:7542090_10423047       ┆ enrolled    ┆      0 % ┆       1 ┆ 2026-11-16 08:02 ┆ 2026-11-16 08:02 ┆ –                ┆ –        │
        │ 1234    ┆ 20411002 ┆ course:7542090_10423047       ┆ in_progress ┆     92 % ┆       1 ┆ 2026-11-16 08:05 ┆ 2026-11-19 10:07 ┆ –                ┆ –        │
        │ 1234    ┆ 20411003 ┆ certification:123418_160299   ┆ completed   ┆    100 % ┆       1 ┆ 2026-11-17 08:00 ┆ 2026-11-17 08:00 ┆ 2026-11-20 12:16 ┆ –        │
        │ 1234    ┆ 20411003 ┆ course:7542090_10423047       ┆ completed   ┆    100 % ┆       1 ┆ 2026-11-16 08:30 ┆ 2026-11-17 09:15 ┆ 2026-11-18 15:22 ┆ passed   │
        │ 1234    ┆ 20411004 ┆ course:7542091_10423052       ┆ completed   ┆    100 % ┆       1 ┆ 2026-11-16 08:30 ┆ 2026-11-16 08:30 ┆ 2026-11-18 11:48 ┆ failed   │
        │ 1234    ┆ 20411005 ┆ course:7542091_10423052       ┆ enrolled    ┆      0 % ┆       2 ┆ 2026-11-20 07:45 ┆ 2026-11-20 07:45 ┆ –                ┆ –        │
        │ 1234    ┆ 20411006 ┆ learningProgram:157165_148769 ┆ enrolled    ┆      0 % ┆       2 ┆ 2026-11-16 09:10 ┆ 2026-11-20 09:30 ┆ –                ┆ –        │
        │ default ┆ 20411007 ┆ course:7542092                ┆ completed   ┆    100 % ┆       1 ┆ 2026-11-17 10:00 ┆ 2026-11-17 10:00 ┆ 2026-11-19 16:31 ┆ score 95 │
        ╰─────────┴──────────┴───────────────────────────────┴─────────────┴──────────┴─────────┴──────────────────┴──────────────────┴──────────────────┴──────────╯
        ");
    }

    #[test]
    fn one_learner_needs_no_column() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items[..1]), @"
        ╭─────────────────────────┬──────────┬──────────┬─────────┬──────────────────┬──────────────────┬───────┬────────╮
        │ Learning object         ┆ State    ┆ Progress ┆ Attempt ┆ Enrolled         ┆ Last activity    ┆ Ended ┆ Result │
        ╞═════════════════════════╪══════════╪══════════╪═════════╪══════════════════╪══════════════════╪═══════╪════════╡
        │ course:7542090_10423047 ┆ enrolled ┆      0 % ┆       1 ┆ 2026-11-16 08:02 ┆ 2026-11-16 08:02 ┆ –     ┆ –      │
        ╰─────────────────────────┴──────────┴──────────┴─────────┴──────────────────┴──────────────────┴───────┴────────╯
        ");
    }

    #[test]
    fn results() {
        let view = |passed, via, score: Option<u32>| View {
            has_passed: passed,
            via,
            score: score.map(Into::into),
            ..View::default()
        };
        assert_eq!(result(&view(Some(true), Some(Via::Direct), Some(95))), "passed, score 95");
        assert_eq!(result(&view(Some(false), None, None)), "failed");
        assert_eq!(result(&view(None, Some(Via::Alternate), None)), "by alternate");
        assert_eq!(result(&View::default()), "–");
    }
}
