use proptest::prelude::*;

use super::*;

fn ledger() -> Ledger {
    Ledger::new(EventKey::from_bytes([7; 32]))
}

fn id(number: u8) -> CertificateId {
    CertificateId::from_bytes([number; 16])
}

/// Draws what is to be drawn, as the function does after each message.
fn settle(ledger: &mut Ledger) {
    if let Some(version) = ledger.undrawn() {
        let number = u8::try_from(ledger.certificates.len()).unwrap();
        ledger.draw(id(number), version);
    }
}

fn standing(ledger: &Ledger) -> Vec<u64> {
    let entries = ledger.certificates.iter();
    let standing = entries.filter(|entry| ledger.objection(entry.id).is_none());
    standing.map(|entry| entry.announced_in).collect()
}

#[test]
fn an_announcement_has_one_certificate_however_often_it_comes() {
    let mut ledger = ledger();
    for _ in 0..3 {
        ledger.announce(4);
        settle(&mut ledger);
    }
    assert_eq!(ledger.certificates.len(), 1);
    assert_eq!(ledger.objection(id(0)), None);
}

#[test]
fn what_was_taken_back_before_it_came_gets_none() {
    let mut ledger = ledger();
    ledger.withdraw(5, Reason::RolledBack);
    settle(&mut ledger);
    ledger.announce(4);
    settle(&mut ledger);
    assert!(ledger.certificates.is_empty());
}

#[test]
fn announced_again_it_is_issued_again() {
    let mut ledger = ledger();
    ledger.announce(4);
    settle(&mut ledger);
    ledger.withdraw(5, Reason::RolledBack);
    assert_eq!(ledger.objection(id(0)), Some(Reason::RolledBack));
    ledger.announce(6);
    settle(&mut ledger);
    assert_eq!(standing(&ledger), [6]);
    assert_eq!(ledger.objection(id(0)), Some(Reason::RolledBack));
}

#[test]
fn the_reason_may_come_late() {
    let mut ledger = ledger();
    for version in [4, 8] {
        ledger.announce(version);
        settle(&mut ledger);
    }
    assert_eq!(ledger.objection(id(0)), Some(Reason::Superseded));
    assert_eq!(standing(&ledger), [8]);
    ledger.withdraw(6, Reason::RolledBack);
    assert_eq!(ledger.objection(id(0)), Some(Reason::RolledBack));
    assert_eq!(standing(&ledger), [8]);
}

#[test]
fn only_the_one_that_stands_can_be_replaced_and_once() {
    let mut ledger = ledger();
    ledger.announce(4);
    settle(&mut ledger);
    ledger.replace(id(0), id(9));
    assert!(!ledger.can_replace(id(0)), "it was replaced already");
    assert_eq!(ledger.objection(id(0)), Some(Reason::Reissued));
    assert_eq!(ledger.objection(id(9)), None);
    assert_eq!(ledger.undrawn(), None);
    ledger.withdraw(5, Reason::RolledBack);
    assert_eq!(ledger.objection(id(9)), Some(Reason::RolledBack));
    assert!(!ledger.can_replace(id(9)), "nothing stands");
}

/// A life as `progress` tells it: announced and taken back in turn, each in a later version;
/// and the order in which it is delivered, with repetitions.
fn delivered() -> impl Strategy<Value = (Vec<u64>, Vec<usize>)> {
    prop::collection::vec(1_u64..4, 1..8).prop_flat_map(|steps| {
        let versions: Vec<u64> = steps
            .iter()
            .scan(0, |version, step| {
                *version += step;
                Some(*version)
            })
            .collect();
        let (count, all) = (versions.len(), 0..versions.len());
        let order = Just(all.collect::<Vec<_>>()).prop_shuffle();
        let again = prop::collection::vec(0..count, 0..6);
        let order = (order, again).prop_map(|(order, again)| [again, order].concat());
        (Just(versions), order)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_the_order_the_last_announcement_stands_or_none((versions, order) in delivered()) {
        let mut ledger = ledger();
        for index in order {
            if index % 2 == 0 {
                ledger.announce(versions[index]);
            } else {
                ledger.withdraw(versions[index], Reason::RolledBack);
            }
            settle(&mut ledger);
            prop_assert!(standing(&ledger).len() <= 1);
        }
        let last = versions.len() - 1;
        let expected = if last % 2 == 0 { vec![versions[last]] } else { vec![] };
        prop_assert_eq!(standing(&ledger), expected);
        // Nothing stands for an announcement twice, and nothing was drawn for one twice.
        let drawn: BTreeSet<u64> = ledger.certificates.iter().map(|it| it.announced_in).collect();
        prop_assert_eq!(drawn.len(), ledger.certificates.len());
        for entry in &ledger.certificates {
            if entry.announced_in != versions[last] || last % 2 == 1 {
                prop_assert_eq!(ledger.objection(entry.id), Some(Reason::RolledBack));
            }
        }
    }
}
