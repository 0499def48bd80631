//! Any number of messages on a queue: calls within the limits, and what becomes of each message.

use milepost_harness::messaging::Memory;
use milepost_harness::{Fault, Faults};
use milepost_messaging::{Failure, Message, Queue, SendError};
use milepost_runtime::limits::LimitError;

fn message(id: &str, bytes: usize) -> Message {
    Message::fifo("x".repeat(bytes), "group", id)
}

fn is(message: &Message, id: &str) -> bool {
    message.place.as_ref().is_some_and(|place| place.deduplication_id == id)
}

fn memory() -> (Memory, Queue, Faults) {
    let faults = Faults::default();
    let memory = Memory::with_faults(faults.clone());
    let queue = memory.queue("queue");
    (memory, queue, faults)
}

#[tokio::test]
async fn any_number_is_sent_in_calls_within_the_limits() {
    for (messages, bytes, calls) in [(0, 1, 0), (10, 1, 1), (25, 1, 3), (9, 65_536, 3)] {
        let (memory, queue, faults) = memory();
        let all: Vec<_> = (0..messages).map(|id: usize| message(&id.to_string(), bytes)).collect();
        assert_eq!(queue.send_all(&all).await, Ok(()));
        let mut taken = memory.taken("queue");
        taken.sort_by_key(|it| all.iter().position(|sent| sent == it));
        assert_eq!(taken, all);
        assert_eq!(faults.calls().len(), calls);
    }
}

#[tokio::test]
async fn what_a_call_left_out_is_sent_again() {
    let (memory, queue, faults) = memory();
    let mut left = 2;
    memory.refuse(move |it| {
        let refuses = is(it, "b") && left > 0;
        left -= usize::from(refuses);
        refuses.then(|| SendError::NotTaken("busy".to_owned()))
    });
    assert_eq!(queue.send_all(&["a", "b", "c"].map(|id| message(id, 1))).await, Ok(()));
    assert_eq!(memory.taken("queue"), ["a", "c", "b"].map(|id| message(id, 1)));
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test]
async fn what_is_never_taken_is_told_after_three_calls() {
    let (memory, queue, faults) = memory();
    let busy = || SendError::NotTaken("busy".to_owned());
    memory.refuse(move |it| (is(it, "b")).then(busy));
    let failures = queue.send(&["a", "b", "c"].map(|id| message(id, 1))).await;
    assert_eq!(failures, [Failure { place: 1, error: busy() }]);
    assert_eq!(faults.calls().len(), 3);
}

#[tokio::test]
async fn what_is_at_fault_itself_is_not_sent_again() {
    let (memory, queue, faults) = memory();
    let invalid = || SendError::Invalid("X".to_owned());
    memory.refuse(move |it| (is(it, "b")).then(invalid));
    let failures = queue.send(&["a", "b"].map(|id| message(id, 1))).await;
    assert_eq!(failures, [Failure { place: 1, error: invalid() }]);
    assert!(failures[0].error.is_of_the_message());
    assert_eq!(faults.calls().len(), 1);
}

/// The emulator takes all of these.
#[tokio::test]
async fn a_message_over_a_limit_fails_alone() {
    for wrong in [
        message("wrong", 256 * 1024 + 1),
        message("wrong", 0),
        Message::fifo("\u{1}".to_owned(), "group", "wrong"),
        Message::fifo("{}".to_owned(), "a b", "wrong"),
        Message::fifo("{}".to_owned(), "group", "x".repeat(129)),
    ] {
        let (memory, queue, faults) = memory();
        let all = [message("a", 1), wrong.clone(), message("c", 1)];
        let failures = queue.send(&all).await;
        assert!(matches!(&*failures, [Failure { place: 1, error: SendError::Limit(_) }]));
        assert_eq!(memory.taken("queue").len(), 2);
        queue.send(&[wrong]).await;
        assert_eq!(faults.calls().len(), 1, "no call without a message");
    }
}

#[tokio::test]
async fn a_failed_call_fails_its_own_messages() {
    let (memory, queue, faults) = memory();
    faults.fail_at(1, Fault::NotReached);
    let all: Vec<_> = (0..20).map(|id: usize| message(&id.to_string(), 1)).collect();
    let failures = queue.send(&all).await;
    let taken = memory.taken("queue");
    assert_eq!((taken.len(), failures.len()), (10, 10));
    assert!(failures.is_sorted_by_key(|it| it.place));
    assert!(failures.iter().all(|it| !taken.contains(&all[it.place])));
}

#[tokio::test]
async fn a_repeat_is_dropped_by_its_id() {
    let (memory, queue, _) = memory();
    queue.send_all(&[message("a", 1), message("a", 1)]).await.unwrap();
    assert_eq!(memory.taken("queue").len(), 1);
    assert_eq!(memory.taken_with_repeats("queue").len(), 2);
}

#[test]
fn an_error_says_nothing_of_the_message() {
    let failure = Failure { place: 3, error: LimitError::EmptyText.into() };
    let expected = "message 3: over a limit: a message or one of its attributes is empty";
    assert_eq!(failure.to_string(), expected);
}
