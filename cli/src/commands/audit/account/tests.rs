use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn key(number: u8) -> EventKey {
    EventKey::from_bytes([number; 32])
}

fn hash(number: u8) -> Hash {
    [number; 32]
}

fn ledger(events: &[(u8, Fate)], unreadable: &[(u8, Option<u8>)]) -> Ledger {
    let unreadable = unreadable.iter().map(|&(body, event)| {
        (Unreadable { body: hash(body), event: event.map(hash) }, Fate::Acknowledged)
    });
    Ledger {
        events: events.iter().map(|&(number, fate)| (key(number), fate)).collect(),
        unreadable: unreadable.collect(),
        ..Ledger::default()
    }
}

fn keys(numbers: &[u8]) -> Vec<EventKey> {
    numbers.iter().copied().map(key).collect()
}

use Fate::{Acknowledged, Refused, Unanswered};
use Whereabouts::{
    CopyQuarantined, DeadLettered, Doubled, Nowhere, Processed, PublicationPending, Quarantined,
    Removed,
};

#[test]
fn each_place_is_told() {
    let sent: Vec<_> = (1..=8).map(|number| (number, Acknowledged)).collect();
    let places = Places {
        history: keys(&[3, 1, 5, 8, 200, 8, 201]),
        dead: keys(&[2, 3, 3, 6]),
        quarantined: keys(&[4, 5, 6]),
        ..Places::default()
    };
    let accounting = account(&ledger(&sent, &[]), places);
    let expected = [
        (Processed, 1),
        (PublicationPending, 1),
        (CopyQuarantined, 1),
        (DeadLettered, 2),
        (Quarantined, 1),
        (Doubled, 1),
        (Nowhere, 1),
    ];
    assert_eq!(accounting.acknowledged, expected.into());
    assert_eq!(accounting.others, 2);
    let problems = [(7, Nowhere), (8, Doubled)];
    assert_eq!(
        accounting.problems,
        problems.map(|(number, place)| (Name::Event(key(number)), place))
    );
    assert_eq!(accounting.verdict, Verdict::Wrong { problems: 2 });
}

#[test]
fn only_the_acknowledged_have_to_be_somewhere() {
    let sent = [(1, Unanswered), (2, Unanswered), (3, Refused), (4, Refused)];
    let places = Places { history: keys(&[1, 3]), ..Places::default() };
    let accounting = account(&ledger(&sent, &[]), places);
    assert_eq!(accounting.unanswered, [(Processed, 1), (Nowhere, 1)].into());
    assert_eq!(accounting.refused, [(Processed, 1), (Nowhere, 1)].into());
    assert_eq!((accounting.others, accounting.verdict), (0, Verdict::AddsUp));
}

#[test]
fn what_cannot_be_read_is_found_by_its_bytes() {
    let unreadable = [(1, None), (2, Some(20)), (3, None), (4, Some(40)), (5, None)];
    let places = Places {
        objects: [1, 20, 99].map(hash).to_vec(),
        removed: [1, 3, 40].map(hash).to_vec(),
        unnamed: 10,
        ..Places::default()
    };
    let accounting = account(&ledger(&[], &unreadable), places);
    assert_eq!(accounting.acknowledged, [(Quarantined, 2), (Removed, 2), (Nowhere, 1)].into());
    assert_eq!(accounting.verdict, Verdict::Wrong { problems: 1 }, "it is on no queue");
}

#[test]
fn the_missing_may_be_among_the_unnamed() {
    let verdict = |unnamed, history: &[u8]| {
        let sent = [(1, Acknowledged), (2, Acknowledged), (3, Acknowledged)];
        let places = Places { history: keys(history), unnamed, ..Places::default() };
        account(&ledger(&sent, &[]), places).verdict
    };
    assert_eq!(verdict(2, &[1]), Verdict::Undecided { missing: 2 });
    assert_eq!(verdict(1, &[1]), Verdict::Wrong { problems: 2 });
    assert_eq!(verdict(9, &[1, 2, 3]), Verdict::AddsUp);
    assert_eq!(verdict(9, &[1, 1, 2]), Verdict::Wrong { problems: 2 }, "1 is there twice");
}

/// How one event was answered, and where it was put.
#[derive(Clone, Copy, Debug)]
struct Put {
    fate: Fate,
    history: usize,
    dead: usize,
    quarantined: usize,
}

fn put() -> impl Strategy<Value = Put> {
    let fate = prop_oneof![4 => Just(Acknowledged), 1 => Just(Unanswered), 1 => Just(Refused)];
    (fate, 0_usize..3, 0_usize..3, 0_usize..2).prop_map(|(fate, history, dead, quarantined)| Put {
        fate,
        history,
        dead,
        quarantined,
    })
}

impl Put {
    /// Said in another way than the program does.
    fn is_wrong(self) -> bool {
        let is_nowhere = self.history + self.dead + self.quarantined == 0;
        self.history > 1 || (is_nowhere && self.fate == Acknowledged)
    }
}

proptest! {
    #[test]
    fn exactly_what_is_missing_or_doubled_is_found(
        puts in prop::collection::vec(put(), 0..60),
        others in 0_u8..20,
        rotation in any::<prop::sample::Index>(),
    ) {
        let mut places = Places::default();
        let mut sent = Vec::new();
        for (number, put) in (0_u8..).zip(&puts) {
            sent.push((number, put.fate));
            places.history.extend(vec![key(number); put.history]);
            places.dead.extend(vec![key(number); put.dead]);
            places.quarantined.extend(vec![key(number); put.quarantined]);
        }
        places.history.extend((0..others).map(|number| key(200 + number)));
        let rotation = rotation.index(places.history.len() + 1);
        places.history.rotate_left(rotation);
        let accounting = account(&ledger(&sent, &[]), places);
        let found: BTreeSet<Name> = accounting.problems.iter().map(|(name, _)| *name).collect();
        let wrong = (0_u8..).zip(&puts).filter(|(_, put)| put.is_wrong());
        let expected: BTreeSet<Name> = wrong.map(|(number, _)| Name::Event(key(number))).collect();
        prop_assert_eq!(accounting.problems.len(), found.len());
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(accounting.verdict == Verdict::AddsUp, expected.is_empty());
        prop_assert_eq!(accounting.others, usize::from(others));
        let all = [&accounting.acknowledged, &accounting.unanswered, &accounting.refused];
        let counted: usize = all.iter().flat_map(|counts| counts.values()).sum();
        prop_assert_eq!(counted, puts.len());
    }
}
