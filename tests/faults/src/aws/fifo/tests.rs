use std::time::Duration;

use super::*;

fn queue(messages: &[(&str, &str)]) -> Fifo {
    let queue = Fifo::new(Clock::default());
    for (group, id) in messages {
        queue.send(group, id, id);
    }
    queue
}

fn ids(received: &[Received]) -> Vec<&str> {
    received.iter().map(|it| it.message.deduplication_id.as_str()).collect()
}

#[test]
fn one_receive_takes_several_of_a_group_in_order_and_then_the_group_is_blocked() {
    let queue = queue(&[("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")]);
    let first = queue.receive(3);
    assert_eq!(ids(&first), ["a1", "b1", "a2"]);
    assert!(queue.receive(10).is_empty(), "a3 waits for a1 and a2");
    assert!(queue.delete(first[0].receipt));
    assert!(queue.receive(10).is_empty(), "a3 waits for a2");
    assert!(queue.delete(first[2].receipt));
    assert_eq!(ids(&queue.receive(10)), ["a3"]);
}

#[test]
fn a_released_message_comes_again_at_its_old_place() {
    let queue = queue(&[("a", "a1"), ("a", "a2")]);
    let first = queue.receive(1);
    assert!(queue.release(first[0].receipt));
    let second = queue.receive(10);
    assert_eq!(ids(&second), ["a1", "a2"]);
    assert_eq!((second[0].receive_count, second[1].receive_count), (2, 1));
}

#[test]
fn an_expired_receipt_deletes_nothing() {
    let queue = queue(&[("a", "a1")]);
    let first = queue.receive(1);
    queue.release(first[0].receipt);
    assert!(!queue.delete(first[0].receipt));
    assert!(!queue.release(first[0].receipt));
    let second = queue.receive(1);
    assert!(!queue.delete(first[0].receipt));
    assert!(queue.delete(second[0].receipt));
    assert!(queue.waiting().is_empty());
}

#[test]
fn a_repeat_is_swallowed_even_after_the_first_is_deleted() {
    let clock = Clock::default();
    let queue = Fifo::new(clock.clone());
    let first = queue.send("a", "1", "body");
    queue.delete(queue.receive(1)[0].receipt);
    assert_eq!(queue.send("a", "1", "body"), first);
    assert!(queue.waiting().is_empty());
    assert_eq!(queue.repeats(), 1);
    clock.advance(Duration::from_mins(5));
    assert_ne!(queue.send("a", "1", "body"), first);
    assert_eq!(queue.waiting().len(), 1);
}

#[test]
fn the_sixth_receive_finds_it_in_the_dead_letter_queue_and_its_group_goes_on() {
    let queue = queue(&[("a", "poison"), ("a", "next")]);
    for count in 1..=MAX_RECEIVE_COUNT {
        let received = queue.receive(1);
        assert_eq!(received[0].receive_count, count);
        assert!(queue.dead_letters().is_empty());
        queue.release(received[0].receipt);
    }
    assert_eq!(ids(&queue.receive(1)), ["next"]);
    assert_eq!(queue.dead_letters().len(), 1);
}

#[test]
fn a_redriven_dead_letter_is_a_new_message_with_a_fresh_deduplication_id() {
    let queue = queue(&[("a", "1")]);
    for _ in 0..MAX_RECEIVE_COUNT {
        queue.release(queue.receive(1)[0].receipt);
    }
    assert!(queue.receive(1).is_empty());
    assert_eq!(queue.redrive(), 1);
    assert_eq!(queue.redrive(), 0);
    let again = queue.receive(1);
    assert_eq!((again[0].message.body.as_str(), again[0].receive_count), ("1", 1));
    assert_ne!(again[0].message.deduplication_id, "1");
    assert_eq!(queue.accepted().len(), 2);
}

#[test]
fn a_duplicate_of_a_message_in_flight_keeps_it_there_until_both_let_go() {
    let queue = queue(&[("a", "1")]);
    let first = queue.receive(1).remove(0);
    let twin = queue.deliver_again(&first.message.message_id).unwrap();
    assert_eq!(twin.receive_count, 2);
    assert!(queue.release(first.receipt));
    assert!(queue.receive(1).is_empty());
    assert!(queue.delete(twin.receipt));
    assert!(queue.waiting().is_empty());
}

#[test]
fn a_duplicate_of_a_deleted_message_changes_nothing() {
    let queue = queue(&[("a", "1"), ("a", "2")]);
    let first = queue.receive(1).remove(0);
    queue.delete(first.receipt);
    let twin = queue.deliver_again(&first.message.message_id).unwrap();
    assert_eq!(ids(&queue.receive(1)), ["2"], "the group is not blocked");
    assert!(!queue.delete(twin.receipt));
    assert!(!queue.release(twin.receipt));
}

#[test]
fn what_was_never_delivered_has_no_duplicate() {
    let queue = queue(&[("a", "1")]);
    assert_eq!(queue.deliver_again(&queue.accepted()[0].message_id), None);
    assert_eq!(queue.deliver_again("unknown"), None);
}
