//! Invariant 1: any permutation and any repetition of a set of events gives the same enrollment
//! and the same net announcements. Thousands of random lives ([`lives`]).

mod attempts;
mod lives;

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use self::lives::{Told, kind, life_and_delivery, told};
use super::life::{Life, Span};
use super::{Enrollment, State};
use crate::{Change, EventKey};

const CASES: u32 = 12_000;

/// A consumer of the published changes: what stands announced to it.
#[derive(Default)]
struct Consumer {
    standing: HashSet<EventKey>,
}

impl Consumer {
    fn take(&mut self, changes: &[Change]) -> Result<(), TestCaseError> {
        for change in changes {
            match change {
                Change::Completed { completion, .. }
                | Change::CompletedByAlternate { completion, .. } => {
                    prop_assert!(self.standing.insert(*completion), "announced twice");
                }
                Change::CompletionRevoked { completion, .. } => {
                    prop_assert!(
                        self.standing.remove(completion),
                        "revoked without an announcement"
                    );
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Delivers as the queue does: an event whose key was seen is not applied again.
fn deliver(events: &[Told]) -> Result<Enrollment, TestCaseError> {
    let (mut enrollment, mut consumer) = (Enrollment::default(), Consumer::default());
    let mut seen = HashSet::new();
    for Told { event, received_at } in events.iter().filter(|it| seen.insert(it.event.key())) {
        let applied = enrollment.apply(event, *received_at);
        prop_assert_eq!(&applied.before, &enrollment.view());
        prop_assert_eq!(&applied.after, &applied.enrollment.view());
        consumer.take(&applied.changes)?;
        enrollment = applied.enrollment;
        if enrollment.facts.horizon().is_none() {
            check_announcements(&enrollment, &consumer)?;
        }
    }
    Ok(enrollment)
}

/// Exactly one standing announced completion in each span that holds one, and no other.
fn check_announcements(enrollment: &Enrollment, consumer: &Consumer) -> Result<(), TestCaseError> {
    let announced: HashSet<EventKey> = enrollment.announcements.completions().collect();
    prop_assert_eq!(&announced, &consumer.standing, "the record and its consumers agree");
    let life = Life::of(&enrollment.facts);
    let mut expected = 0;
    for span in life.spans() {
        let passed: Vec<EventKey> = span.passed().map(|fact| fact.key).collect();
        let count = passed.iter().filter(|key| announced.contains(*key)).count();
        prop_assert_eq!(count, usize::from(!passed.is_empty()));
        expected += count;
    }
    prop_assert_eq!(announced.len(), expected, "nothing is announced that does not stand");
    Ok(())
}

fn announced_spans(enrollment: &Enrollment) -> Vec<bool> {
    let life = Life::of(&enrollment.facts);
    let announced: HashSet<EventKey> = enrollment.announcements.completions().collect();
    let has_one = |span: &Span<'_>| span.passed().any(|fact| announced.contains(&fact.key));
    life.spans().iter().map(has_one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn any_order_and_any_repetition_gives_the_same_enrollment((life, delivery) in life_and_delivery(told(kind()), 1..14)) {
        let (one, other) = (deliver(&life)?, deliver(&delivery)?);
        prop_assert_eq!(&one.facts, &other.facts);
        prop_assert_eq!(one.view(), other.view());
        prop_assert_eq!(announced_spans(&one), announced_spans(&other));
    }

    #[test]
    fn merging_an_event_twice_changes_nothing((life, _) in life_and_delivery(told(kind()), 1..10), again in any::<Index>()) {
        let once = deliver(&life)?;
        let Told { event, received_at } = again.get(&life);
        let twice = once.apply(event, *received_at);
        prop_assert_eq!(&twice.enrollment, &once);
    }

    #[test]
    fn the_record_survives_storage((life, _) in life_and_delivery(told(kind()), 1..14)) {
        let enrollment = deliver(&life)?;
        let json = serde_json::to_string(&enrollment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Enrollment>(&json).unwrap(), enrollment);
    }

    #[test]
    fn the_view_keeps_its_promises((life, _) in life_and_delivery(told(kind()), 1..14)) {
        let view = deliver(&life)?.view();
        prop_assert!(view.progress_percent <= 100);
        prop_assert_eq!(view.state == State::Completed, view.completed_at.is_some());
        prop_assert!(view.state != State::Completed || view.progress_percent == 100);
        prop_assert!(view.state != State::Stalled || view.progress_percent < 100);
        prop_assert!(view.state != State::Dropped || view.dropped_at.is_some());
        prop_assert!(view.attempt >= 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Beyond what is kept of each kind, too.
    #[test]
    fn a_long_life_is_the_same_in_any_order((life, delivery) in life_and_delivery(told(kind()), 60..90)) {
        let (one, other) = (deliver(&life)?, deliver(&delivery)?);
        prop_assert_eq!(&one.facts, &other.facts);
        prop_assert_eq!(one.view(), other.view());
    }
}
