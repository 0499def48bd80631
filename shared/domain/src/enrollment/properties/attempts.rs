//! How many attempts there were, and whether the last one is open, against a model that knows
//! neither facts nor spans: the days of the completions in a row, cut where the gap is longer than
//! a day. Versions without the rule for twins, without attempts and without a bound for clocks do
//! not pass.

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

use super::CASES;
use super::deliver;
use super::lives::{Told, life_and_delivery, told};
use crate::enrollment::life::{Life, MARGIN, Span};
use crate::enrollment::{Enrollment, State};
use crate::{EventKind, Time, Via};

/// Kinds of which the model knows what they do.
fn kinds() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        2 => Just(EventKind::Enrolled),
        2 => Just(EventKind::Progressed),
        5 => Just(EventKind::Completed(Via::Direct)),
    ]
}

fn lives() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    life_and_delivery(told(kinds()), 1..14)
}

/// What the model says of a life.
#[derive(Debug, Default, Eq, PartialEq)]
struct Expected {
    /// Attempts that hold a completion which was not failed.
    passed: usize,
    /// Whether the learner began again after the last completion.
    is_open: bool,
}

const DAY_MILLIS: i64 = 86_400_000;

/// When the event was told, in milliseconds.
fn told_millis(told: &Told) -> i64 {
    told.event.occurred_at.unwrap().as_millis().min(told.received_at.as_millis())
}

/// The date, if it can be.
fn possible(date: Option<Time>, told: &Told) -> Option<i64> {
    let latest = told.received_at.as_millis() + DAY_MILLIS;
    date.map(Time::as_millis).filter(|millis| (631_152_000_000..=latest).contains(millis))
}

fn expected(life: &[Told]) -> Expected {
    let mut completions = Vec::new();
    let (mut enrollments, mut latest_start) = (Vec::new(), None);
    for it in life {
        let (told, details) = (told_millis(it), &it.event.details);
        match it.event.kind {
            EventKind::Completed(_) => {
                let at = possible(details.completed_at, it).unwrap_or(told);
                completions.push((at, told, details.has_passed != Some(false)));
            }
            EventKind::Enrolled => {
                enrollments.push((possible(details.enrolled_at, it).unwrap_or(told), told));
            }
            _ => latest_start = latest_start.max(possible(details.started_at, it)),
        }
    }
    completions.sort_unstable();
    let attempts: Vec<_> = completions.chunk_by(|one, next| next.0 - one.0 <= DAY_MILLIS).collect();
    let passed = attempts.iter().filter(|attempt| attempt.iter().any(|it| it.2)).count();
    let is_open = attempts.last().is_some_and(|last| {
        let ended = last.iter().map(|it| it.0).max().unwrap();
        let known = last.iter().map(|it| it.1).min().unwrap();
        let begins = |at: i64, told: i64| at > ended + DAY_MILLIS && told > known;
        enrollments.iter().any(|it| begins(it.0, it.1))
            || latest_start.is_some_and(|start| begins(start, start))
    });
    Expected { passed, is_open }
}

fn found(enrollment: &Enrollment, margin: SignedDuration) -> Expected {
    let life = Life::with_margin(&enrollment.facts, margin);
    let has_passed = |span: &&Span<'_>| span.passed().next().is_some();
    let has_completed = life.spans().iter().any(|span| !span.standing.is_empty());
    Expected {
        passed: life.spans().iter().filter(has_passed).count(),
        is_open: has_completed && life.shown_completion().is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn attempts_are_those_of_the_model((life, delivery) in lives()) {
        let enrollment = deliver(&delivery)?;
        let expected = expected(&life);
        prop_assert_eq!(enrollment.announcements.completions().count(), expected.passed);
        let view = enrollment.view();
        if expected.is_open {
            prop_assert_ne!(view.state, State::Completed);
        }
        prop_assert_eq!(found(&enrollment, MARGIN), expected);
    }
}

/// A life in which a version with this margin, or one that believes every clock, is wrong.
fn counterexample(margin: SignedDuration, is_bounded: bool) -> Option<Vec<Told>> {
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 0,
        ..ProptestConfig::with_cases(CASES)
    };
    let never: Time = "2100-01-01T00:00:00Z".parse().unwrap();
    let outcome = TestRunner::new(config).run(&lives(), |(life, _)| {
        let mut told = life.clone();
        if !is_bounded {
            for it in &mut told {
                it.received_at = never;
            }
        }
        let enrollment = told.iter().fold(Enrollment::default(), |before, it| {
            before.apply(&it.event, it.received_at).enrollment
        });
        prop_assert_eq!(found(&enrollment, margin), expected(&life));
        Ok(())
    });
    match outcome {
        Err(TestError::Fail(_, (life, _))) => Some(life),
        _ => None,
    }
}

#[test]
fn the_model_tells_right_from_wrong() {
    assert!(counterexample(MARGIN, true).is_none());
    assert!(counterexample(SignedDuration::ZERO, true).is_some(), "without the rule for twins");
    assert!(counterexample(SignedDuration::MAX, true).is_some(), "without attempts");
    assert!(counterexample(MARGIN, false).is_some(), "without a bound for clocks");
}
