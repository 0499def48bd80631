//! The table of dead letters.

use std::collections::BTreeSet;

use comfy_table::{Cell, Color};
use jiff::Timestamp;

use super::finding::Finding;
use crate::format::{age, counted, plain};
use crate::table::{Columns, KEY_LENGTH, NOTHING, differ, each};

/// One row for each letter, in the order given. What several in a row are about stands once.
pub(crate) fn dead_letters(findings: &[&Finding], now: Timestamp) -> Columns {
    let text = |text: Option<&str>| Cell::new(text.map_or_else(|| NOTHING.to_owned(), plain));
    let mut columns = Columns::default();
    if findings.iter().any(|finding| finding.content.subject().is_some()) {
        columns.add("About", 0, subjects(findings));
        columns.add("Event", 0, each(findings, |it| text(it.content.name())));
    }
    let key = |it: &&Finding| it.key().chars().take(KEY_LENGTH).collect::<String>();
    columns.add("Key", 0, each(findings, |it| Cell::new(plain(&key(it)))));
    if findings.iter().any(|finding| finding.detail.is_some()) {
        let detail = |it: &&Finding| text(it.detail.as_deref()).fg(Color::Yellow);
        columns.add("Detail", 2, each(findings, detail));
    }
    let age = |it: &&Finding| it.letter.sent_at.map_or(NOTHING.to_owned(), |at| age(at, now));
    columns.add_numbers("Age", 0, each(findings, |it| Cell::new(age(it))));
    columns.add_numbers("Received", 3, each(findings, |it| Cell::new(it.letter.receives)));
    let redrives = |it: &&Finding| it.letter.redrives();
    if findings.iter().any(|it| redrives(it) > 0) || differ(findings.iter().map(redrives)) {
        columns.add_numbers("Redriven", 1, each(findings, |it| Cell::new(redrives(it))));
    }
    columns
}

fn subjects(findings: &[&Finding]) -> Vec<Cell> {
    let mut above = None;
    let subjects = findings.iter().map(|finding| {
        let subject = finding.content.subject().unwrap_or(NOTHING);
        let is_same = above.replace(subject) == Some(subject);
        Cell::new(if is_same { String::new() } else { plain(subject) })
    });
    subjects.collect()
}

/// How many letters of how many records, and how old they are.
pub(crate) fn extent(findings: &[&Finding], now: Timestamp) -> String {
    let subjects: BTreeSet<&str> = findings.iter().filter_map(|it| it.content.subject()).collect();
    let mut extent = counted(findings.len(), "letter");
    if subjects.len() > 1 {
        let records = counted(subjects.len(), "record");
        extent = format!("{extent} of {records}");
    }
    let times = || findings.iter().filter_map(|it| it.letter.sent_at);
    let (Some(oldest), Some(newest)) = (times().min(), times().max()) else { return extent };
    let (oldest, newest) = (age(oldest, now), age(newest, now));
    if oldest == newest {
        format!("{extent}, {oldest} old")
    } else {
        format!("{extent}, {newest} to {oldest} old")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests as samples;
    use super::*;

    fn shown(findings: &[Finding], width: Option<u16>) -> String {
        let findings: Vec<&Finding> = findings.iter().collect();
        dead_letters(&findings, samples::now()).fit_to(width, false).to_string()
    }

    #[test]
    fn events_with_their_records_and_ages() {
        insta::assert_snapshot!(shown(&samples::events(), None), @"
        About                                  Event                    Key              Age  Received  Redriven
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────
        1234#20411001#course:7542090_10423047  COURSE_ENROLLMENT        5aa833df2475    20 s         6         1
        1234#20411002#course:7542090_10423047  COURSE_ENROLLMENT        280660f715e2   1 min         6         0
                                               LEARNER_PROGRESS         b0feee2a5c10   3 min         6         0
                                               LEARNER_PROGRESS         4874d88d768f   9 min         6         1
                                               LEARNER_PROGRESS         1951e2dfcf5b  27 min         6         0
        1234#20411003#course:7542090_10423047  COURSE_ENROLLMENT_BATCH  f92b3b5cd238     1 h         6         0
                                               LEARNER_PROGRESS         2a3f842de4f9     4 h         6         1
                                               COURSE_COMPLETED         40ccfa1a6ddb    12 h         6         0
        1234#20411004#course:7542091_10423052  COURSE_ENROLLMENT_BATCH  1d31f2d4fdd3    36 h         6         0
        ");
    }

    #[test]
    fn on_a_terminal_of_a_hundred_columns() {
        insta::assert_snapshot!(shown(&samples::events()[..3], Some(100)), @"
        About                                  Event              Key             Age  Received  Redriven
        ───────────────────────────────────────────────────────────────────────────────────────────────────
        1234#20411001#course:7542090_10423047  COURSE_ENROLLMENT  5aa833df2475   20 s         6         1
        1234#20411002#course:7542090_10423047  COURSE_ENROLLMENT  280660f715e2  1 min         6         0
                                               LEARNER_PROGRESS   b0feee2a5c10  3 min         6         0
        ");
    }

    #[test]
    fn what_cannot_be_read_has_no_event() {
        insta::assert_snapshot!(shown(&samples::broken(), None), @"
        Key           Detail         Age  Received
        ────────────────────────────────────────────
        052f1e1c-0d6  not_a_message  0 s         5
        152f1e1c-0d6  newer_version  0 s         5
        ");
    }

    #[test]
    fn the_extent_of_a_reason() {
        let (events, broken) = (samples::events(), samples::broken());
        let of = |findings: &[Finding]| {
            extent(&findings.iter().collect::<Vec<_>>(), samples::now()).replace('\u{a0}', " ")
        };
        insta::assert_snapshot!(of(&events[..3]), @"3 letters of 2 records, 20 s to 3 min old");
        insta::assert_snapshot!(of(&broken), @"2 letters, 0 s old");
    }
}
