//! Random lives: full of equal times, days around the margin between attempts, twins, dates in the
//! data that are late or cannot be, and clocks that are ahead.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::{Details, Event, EventKind, Origin, Sequence, Time, Via};

/// An event, and when it was received first.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) event: Event,
    pub(super) received_at: Time,
}

/// Minutes of the moments of a life: many are equal, and some are just within the margin of a day
/// or just beyond it.
const MINUTES: [i64; 14] =
    [0, 7, 14, 21, 861, 868, 1_440, 1_441, 1_447, 2_881, 2_888, 5_000, 600_000, 600_007];
/// A number for each of them.
const STEPS: usize = MINUTES.len();

pub(super) fn at(step: usize) -> Time {
    Time::from_millis(1_700_000_040_000 + MINUTES[step % STEPS] * 60_000).unwrap()
}

/// A date in the data: mostly one that can be.
fn date() -> impl Strategy<Value = Option<Time>> {
    let moment = |millis| Time::from_millis(millis).unwrap();
    prop_oneof![
        4 => Just(None),
        6 => (0..STEPS).prop_map(|step| Some(at(step))),
        1 => Just(Some(moment(0))),
        1 => Just(Some(moment(600_000_000_000))),
        1 => Just(Some(moment(1_900_000_000_000))),
    ]
}

pub(super) fn kind() -> impl Strategy<Value = EventKind> {
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
        (enrolled_at, started_at, completed_at) in (date(), date(), date()),
        has_passed in prop_oneof![2 => Just(None), 3 => Just(Some(true)), 2 => Just(Some(false))],
        source_lo_id in proptest::option::weighted(0.3, prop_oneof!["course:A", "course:B"]),
        saw in 0..STEPS,
    ) -> Details {
        let last_activity_at = Some(at(saw));
        Details {
            enrolled_at, started_at, completed_at, percent, has_passed, source_lo_id,
            last_activity_at, ..Details::default()
        }
    }
}

prop_compose! {
    pub(super) fn told(kinds: impl Strategy<Value = EventKind>)(
        kind in kinds,
        step in 0..STEPS,
        details in details(),
        id in 0_u64..4,
        is_reconciled in prop::bool::weighted(0.1),
        lo in prop_oneof!["course:1", "course:2"],
        received in prop_oneof![3 => Just(0_i64), 3 => 0_i64..90, 2 => -3_000_i64..0],
    ) -> Told {
        let occurred_at = at(step);
        let sequence: Option<Sequence> = serde_json::from_value(match id {
            0 => serde_json::Value::Null,
            id => serde_json::json!([1_700_000_000_000_u64, id % 2, 7]),
        }).unwrap();
        let event = Event {
            account: "1".parse().unwrap(),
            id: Some(id.to_string()),
            name: format!("{kind:?}"),
            kind,
            origin: if is_reconciled { Origin::Reconciliation } else { Origin::Webhook },
            occurred_at: Some(occurred_at),
            sequence,
            user: Some("7".parse().unwrap()),
            lo: Some(lo.parse().unwrap()),
            lo_instance: Some("course:1_2".parse().unwrap()),
            lo_type: None,
            details,
        };
        Told { event, received_at: occurred_at.plus_minutes(received) }
    }
}

/// A life of events of these kinds, none twice, and another order of delivery with repetitions.
pub(super) fn life_and_delivery(
    told: impl Strategy<Value = Told>,
    events: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    (prop::collection::vec(told, events), prop::collection::vec(any::<Index>(), 0..6))
        .prop_flat_map(|(mut life, again)| {
            let mut seen = HashSet::new();
            life.retain(|told| seen.insert(told.event.key()));
            let mut delivery = life.clone();
            delivery.extend(again.iter().map(|index| index.get(&life).clone()));
            (Just(life), Just(delivery).prop_shuffle())
        })
}
