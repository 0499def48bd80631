use proptest::prelude::*;

use super::*;
use crate::item::NotificationItem;
use crate::table::tests::notification;

fn at(minutes: i64) -> Time {
    "2026-11-20T08:00:00Z".parse::<Time>().unwrap().plus_minutes(minutes)
}

#[test]
fn whoever_dies_leaves_something_to_pick_up() {
    let begun = notification(at(0)).begun(at(0));
    assert_eq!((begun.status, begun.due_at), (Status::Pending, Some(at(5))));
    assert!(NotificationItem::new(begun.clone(), 1).pending_shard.is_some());
    let published = begun.published(None, at(1));
    assert_eq!((published.status, published.due_at), (Status::Published, None));
    assert!(NotificationItem::new(published, 2).pending_shard.is_none());
}

#[test]
fn what_may_pass_is_waited_for_with_longer_and_longer_pauses() {
    let (mut waiting, mut now, mut pauses) = (notification(at(0)), at(0), Vec::new());
    while !waiting.is_settled() {
        waiting = waiting.held_up(Reason::UnknownPerson, now);
        let next = waiting.due_at.unwrap_or(now);
        pauses.push((next.as_seconds() - now.as_seconds()) / 60);
        now = next;
    }
    assert_eq!(pauses[..7], [5, 10, 20, 40, 80, 160, 240]);
    assert_eq!(waiting.reason, Some(Reason::UnknownPerson));
    assert!(waiting.failed_at.unwrap() >= at(GIVE_UP_AFTER_HOURS * 60));
}

#[test]
fn what_will_not_pass_fails_at_once() {
    for reason in [Reason::NoPhone, Reason::Outdated, Reason::Deleted] {
        let failed = notification(at(0)).held_up(reason.clone(), at(0));
        assert_eq!((failed.status, failed.reason), (Status::Failed, Some(reason)));
    }
}

#[test]
fn one_delivers_at_a_time_and_a_dead_one_is_followed() {
    let Claim::Deliver(claimed) = notification(at(0)).begun(at(0)).claim(at(0)) else {
        panic!("pending ones are delivered: whoever published may have died before the mark")
    };
    assert_eq!(claimed.status, Status::Published);
    assert_eq!(claimed.clone().claim(at(1)), Claim::Busy);
    assert!(matches!(claimed.clone().claim(at(LEASE_MINUTES)), Claim::Deliver(_)));
    let not_taken = claimed.clone().not_taken("Throttling".to_owned());
    assert!(matches!(not_taken.claim(at(0)), Claim::Deliver(_)));
    assert_eq!(claimed.clone().sent("id".to_owned(), at(1)).claim(at(9)), Claim::Settled);
    assert_eq!(claimed.failed(Reason::Suppressed, at(1)).claim(at(9)), Claim::Settled);
}

proptest! {
    /// Whatever happens in which order, what is settled stays so, and what is not settled is
    /// either due, or with the channel.
    #[test]
    fn nothing_is_ever_forgotten(steps in proptest::collection::vec(0_u8..5, 0..12)) {
        let mut it = notification(at(0)).begun(at(0));
        for (minute, step) in steps.into_iter().enumerate() {
            let now = at(i64::try_from(minute).unwrap());
            let was_settled = it.is_settled();
            if !was_settled {
                it = match step {
                    // Only what is pending is tried to hand over.
                    0 if it.status == Status::Pending => it.held_up(Reason::NoAddress, now),
                    1 => it.not_taken("Throttling".to_owned()),
                    2 => it.published(None, now),
                    3 => match it.clone().claim(now) {
                        Claim::Deliver(claimed) => *claimed,
                        Claim::Busy | Claim::Settled => it,
                    },
                    _ => it.sent("id".to_owned(), now),
                };
            }
            prop_assert!(!was_settled || it.is_settled());
            let is_waiting = it.status == Status::Pending;
            prop_assert_eq!(is_waiting, it.due_at.is_some());
        }
    }
}
