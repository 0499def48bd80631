//! Enrollments of which less or more is known.

use std::fmt;

use milepost_domain::Enrollment;
use serde_json::{Value, json};

use crate::events::{at, life, raw, read};

/// After all events of a record, in minutes.
pub(crate) const LATER: i64 = 100_000;

/// The typical event: a report of progress, after all that is known.
pub(crate) fn next_report() -> String {
    raw(LATER, "LEARNER_PROGRESS", &json!({"progressPercent": 97}))
}

/// How much is known of an enrollment.
#[derive(Clone, Copy)]
pub(crate) enum Record {
    /// Nothing.
    Empty,
    /// An enrollment and eight reports that rise: one step of progress is kept.
    UnderWay,
    /// Three tries of ten reports each. The reports fall, so that all thirty steps are kept.
    ThreeTries,
    /// As much as is ever kept: 16 facts of each kind, 101 steps, 64 announcements of each.
    Full,
}

impl Record {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Empty, Self::UnderWay, Self::ThreeTries, Self::Full];

    /// The enrollment.
    pub(crate) fn enrollment(self) -> Enrollment {
        match self {
            Self::Empty => Enrollment::default(),
            Self::UnderWay => fold(&life(10)[..9]),
            Self::ThreeTries => fold(&told(&three_tries())),
            Self::Full => fold(&told(&full())),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::UnderWay => "under way",
            Self::ThreeTries => "three tries",
            Self::Full => "full",
        })
    }
}

fn fold(life: &[String]) -> Enrollment {
    let apply = |known: Enrollment, raw: &String| known.apply(&read(raw), at(0)).enrollment;
    life.iter().fold(Enrollment::default(), apply)
}

/// One raw event a minute.
fn told(life: &[(&str, Value)]) -> Vec<String> {
    life.iter().zip(0..).map(|((name, extra), minute)| raw(minute, name, extra)).collect()
}

fn enrolled() -> (&'static str, Value) {
    ("COURSE_ENROLLMENT", json!({"enrollmentSource": "SELF_ENROLL"}))
}

fn report(percent: i32) -> (&'static str, Value) {
    ("LEARNER_PROGRESS", json!({"progressPercent": percent}))
}

fn dropped() -> (&'static str, Value) {
    ("COURSE_UNENROLLMENT", json!({"enrollmentSource": "SELF_ENROLL"}))
}

fn three_tries() -> Vec<(&'static str, Value)> {
    let reports: Vec<i32> = (0..30).map(|step| 95 - 3 * step).collect();
    let tries = reports.chunks(10).flat_map(|reports| {
        [dropped(), enrolled()].into_iter().chain(reports.iter().copied().map(report))
    });
    tries.skip(1).collect()
}

fn full() -> Vec<(&'static str, Value)> {
    let completed = || ("COURSE_COMPLETED", json!({"hasPassed": true, "score": 86}));
    let revoked = || ("COURSE_ALTERNATE_REVOKED", json!({"sourceLoId": "course:1"}));
    let tries = (0..64).flat_map(|_| [enrolled(), report(100), completed(), revoked(), dropped()]);
    tries.chain([enrolled()]).chain((0..=100).rev().map(report)).collect()
}
