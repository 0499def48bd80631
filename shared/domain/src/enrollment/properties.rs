//! Invariant 1: any permutation and any repetition of a set of events gives the same enrollment
//! and the same net announcements. Thousands of random lives, full of equal times, failed and
//! alternate completions, roll-backs and late facts.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::life::{Life, Span};
use super::{Enrollment, State};
use crate::{Change, Details, Event, EventKey, EventKind, Origin, Time, Via};

const CASES: u32 = 12_000;

/// Moments close together, so that many are equal and the windows of minutes matter.
fn at(step: i64) -> Time {
    Time::from_millis(1_700_000_000_000 + step * 7 * 60_000).unwrap()
}

fn kind() -> impl Strategy<Value = EventKind> {
    let via = prop_oneof![3 => Just(Via::Direct), 1 => Just(Via::Alternate)];
    prop_oneof![
        3 => Just(EventKind::Enrolled),
        2 => Just(EventKind::Dropped),
        4 => Just(EventKind::Progressed),
        4 => via.clone().prop_map(EventKind::Completed),
        2 => via.prop_map(EventKind::Revoked),
        1 => Just(EventKind::Stalled),
    ]
}

prop_compose! {
    fn details()(
        percent in proptest::option::of(0_u8..=100),
        started in proptest::option::of(0_i64..12),
        has_passed in prop_oneof![2 => Just(None), 3 => Just(Some(true)), 2 => Just(Some(false))],
        source in proptest::option::weighted(0.3, prop_oneof!["course:A", "course:B"]),
        saw in 0_i64..12,
    ) -> Details {
        Details {
            percent,
            started_at: started.map(at),
            has_passed,
            source_lo_id: source,
            last_activity_at: Some(at(saw)),
            ..Details::default()
        }
    }
}

prop_compose! {
    fn event()(
        kind in kind(),
        step in 0_i64..12,
        details in details(),
        id in 0_u8..4,
        is_reconciled in prop::bool::weighted(0.1),
        lo in prop_oneof!["course:1", "course:2"],
    ) -> Event {
        Event {
            account: "1".parse().unwrap(),
            id: Some(id.to_string()),
            name: format!("{kind:?}"),
            kind,
            origin: if is_reconciled { Origin::Reconciliation } else { Origin::Webhook },
            occurred_at: Some(at(step)),
            user: Some("7".parse().unwrap()),
            lo: Some(lo.parse().unwrap()),
            lo_instance: Some("course:1_2".parse().unwrap()),
            lo_type: None,
            details,
        }
    }
}

/// A life, and another order of delivery with repetitions in it.
fn life_and_delivery(
    events: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    (prop::collection::vec(event(), events), prop::collection::vec(any::<Index>(), 0..6))
        .prop_flat_map(|(life, again)| {
            let mut delivery = life.clone();
            delivery.extend(again.iter().map(|index| index.get(&life).clone()));
            (Just(life), Just(delivery).prop_shuffle())
        })
}

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
fn deliver(events: &[Event]) -> Result<Enrollment, TestCaseError> {
    let (mut enrollment, mut consumer) = (Enrollment::default(), Consumer::default());
    let mut seen = HashSet::new();
    for event in events.iter().filter(|event| seen.insert(event.key())) {
        let applied = enrollment.apply(event, at(0));
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
    fn any_order_and_any_repetition_gives_the_same_enrollment((life, delivery) in life_and_delivery(1..14)) {
        let (one, other) = (deliver(&life)?, deliver(&delivery)?);
        prop_assert_eq!(&one.facts, &other.facts);
        prop_assert_eq!(one.view(), other.view());
        prop_assert_eq!(announced_spans(&one), announced_spans(&other));
    }

    #[test]
    fn merging_an_event_twice_changes_nothing((life, _) in life_and_delivery(1..10), again in any::<Index>()) {
        let once = deliver(&life)?;
        let twice = once.apply(again.get(&life), at(0));
        prop_assert_eq!(&twice.enrollment, &once);
    }

    #[test]
    fn the_record_survives_storage((life, _) in life_and_delivery(1..14)) {
        let enrollment = deliver(&life)?;
        let json = serde_json::to_string(&enrollment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Enrollment>(&json).unwrap(), enrollment);
    }

    #[test]
    fn the_view_keeps_its_promises((life, _) in life_and_delivery(1..14)) {
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
    fn a_long_life_is_the_same_in_any_order((life, delivery) in life_and_delivery(60..90)) {
        let (one, other) = (deliver(&life)?, deliver(&delivery)?);
        prop_assert_eq!(&one.facts, &other.facts);
        prop_assert_eq!(one.view(), other.view());
    }
}
