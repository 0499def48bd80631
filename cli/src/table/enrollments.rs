//! The table of enrollments.

use comfy_table::Cell;
use milepost_contracts::EnrollmentItem;
use milepost_domain::{Time, Via, View};

use super::cells::{NOTHING, differ, minute, state};
use super::columns::{Columns, each};
use crate::format::plain;
use crate::names::Names;

/// One row for each enrollment. Account and learner are shown where they differ.
pub(crate) fn enrollments(items: &[EnrollmentItem], names: &Names) -> Columns {
    let mut columns = Columns::default();
    if differ(items.iter().map(|item| &item.account_id)) {
        columns.add("Account", 4, each(items, |item| Cell::new(plain(item.account_id.as_str()))));
    }
    if differ(items.iter().map(|item| &item.user_id)) {
        columns.add("Learner", 0, each(items, |item| Cell::new(names.learner(&item.user_id))));
    }
    let object = |item: &EnrollmentItem| Cell::new(names.object(&item.lo_instance_id));
    columns.add("Learning object", 0, each(items, object));
    let views: Vec<&View> = items.iter().map(|item| &item.view).collect();
    columns.add("State", 0, each(&views, |view| state(view.state, view.has_passed)));
    let percent = |view: &&View| Cell::new(format!("{}\u{a0}%", view.progress_percent));
    columns.add_numbers("Done", 0, each(&views, percent));
    columns.add_numbers("Attempt", 6, each(&views, |view| Cell::new(view.attempt)));
    let due: Vec<Option<Time>> = items.iter().map(|it| names.due(&it.lo_instance_id)).collect();
    if due.iter().any(Option::is_some) {
        columns.add("Due", 1, each(&due, |due| Cell::new(minute(*due))));
    }
    columns.add("Enrolled", 5, each(&views, |view| Cell::new(minute(view.enrolled_at))));
    columns.add("Last activity", 3, each(&views, |view| Cell::new(minute(view.last_activity_at))));
    let ended = |view: &&View| Cell::new(minute(view.completed_at.or(view.dropped_at)));
    columns.add("Ended", 2, each(&views, ended));
    columns.add("Result", 1, each(&views, |view| Cell::new(result(view))));
    columns
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
    use crate::names::tests::names;
    use crate::tests::samples;

    #[test]
    fn enrollments_of_several_learners() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items, &Names::default()).fit_to(None, false), @"
        Account  Learner   Learning object                State         Done  Attempt  Enrolled          Last activity     Ended             Result
        ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        1234     20411001  course:7542090_10423047        enrolled       0 %        1  2026-11-16 08:02  2026-11-16 08:02  –                 –
        1234     20411002  course:7542090_10423047        in_progress   92 %        1  2026-11-16 08:05  2026-11-19 10:07  –                 –
        1234     20411003  certification:123418_160299    completed    100 %        1  2026-11-17 08:00  2026-11-17 08:00  2026-11-20 12:16  –
        1234     20411003  course:7542090_10423047        completed    100 %        1  2026-11-16 08:30  2026-11-17 09:15  2026-11-18 15:22  passed
        1234     20411004  course:7542091_10423052        completed    100 %        1  2026-11-16 08:30  2026-11-16 08:30  2026-11-18 11:48  failed
        1234     20411005  course:7542091_10423052        enrolled       0 %        2  2026-11-20 07:45  2026-11-20 07:45  –                 –
        1234     20411006  learningProgram:157165_148769  enrolled       0 %        2  2026-11-16 09:10  2026-11-20 09:30  –                 –
        default  20411007  course:7542092                 completed    100 %        1  2026-11-17 10:00  2026-11-17 10:00  2026-11-19 16:31  score 95
        ");
    }

    #[test]
    fn names_of_any_script_stand_in_columns() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items, &names()).fit_to(Some(110), false), @"
        Learner     Learning object                State         Done  Due         Last        Ended       Result
                                                                                   activity
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Ana Souza   Fire safety                    enrolled       0 %  2026-12-01  2026-11-16  –           –
        (20411001)                                                     12:00       08:02
        山田 太郎   Fire safety                    in_progress   92 %  2026-12-01  2026-11-19  –           –
                                                                       12:00       10:07
        محمد علي    certification:123418_160299    completed    100 %  –           2026-11-17  2026-11-20  –
                                                                                   08:00       12:16
        محمد علي    Fire safety                    completed    100 %  2026-12-01  2026-11-17  2026-11-18  passed
                                                                       12:00       09:15       15:22
        Ana Souza   情報セキュリティ基礎講座       completed    100 %  –           2026-11-16  2026-11-18  failed
        (20411004)                                                                 08:30       11:48
        Łukasz      情報セキュリティ基礎講座       enrolled       0 %  –           2026-11-20  –           –
        Wójcik�                                                                    07:45
        20411006    learningProgram:157165_148769  enrolled       0 %  –           2026-11-20  –           –
                                                                                   09:30
        20411007    course:7542092                 completed    100 %  –           2026-11-17  2026-11-19  score 95
                                                                                   10:00       16:31
        (a wider terminal also shows: Attempt, Enrolled, Account)
        ");
    }

    #[test]
    fn a_title_without_spaces_makes_no_column_too_wide() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items[4..6], &names()).fit_to(Some(48), false), @"
        Learner     Learning object   State       Done
        ────────────────────────────────────────────────
        Ana Souza   情報セキュリティ  completed  100 %
        (20411004)  基礎講座
        Łukasz      情報セキュリティ  enrolled     0 %
        Wójcik�     基礎講座
        (a wider terminal also shows: Attempt, Enrolled, Last activity, Ended, Result)
        ");
    }

    #[test]
    fn one_learner_needs_no_column() {
        let items = samples::enrollments();
        insta::assert_snapshot!(enrollments(&items[..1], &Names::default()).fit_to(None, false), @"
        Learning object          State     Done  Attempt  Enrolled          Last activity     Ended  Result
        ─────────────────────────────────────────────────────────────────────────────────────────────────────
        course:7542090_10423047  enrolled   0 %        1  2026-11-16 08:02  2026-11-16 08:02  –      –
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
