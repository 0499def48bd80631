//! Four processes of `progress` work at the same messages at the same time, in batches that
//! overlap: the end is that of one process.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::time::Duration;

use milepost_faults::aws::Message;
use milepost_faults::matrix::{Case, Pace, Verdict};
use milepost_faults::world::{Outcome, World};

const CONSUMERS: usize = 4;
/// How long a transaction holds its items: long enough that another one meets it, short enough
/// that five attempts with pauses of 20, 40, 60 ms … get through.
const HOLD: Duration = Duration::from_millis(15);

const CALM: Case = Case { strikes: vec![], pace: Pace::After };

/// Plays in parallel; answers the end, and how many transactions were cancelled.
async fn play(split: impl Fn(usize, Vec<Message>) -> Vec<Vec<Message>>) -> (Outcome, usize) {
    let world = World::new(&CALM, CONSUMERS);
    world.aws().tables().hold_for(HOLD);
    let outcome = world.play_in_parallel(split).await.unwrap();
    (outcome, world.cancelled())
}

async fn alone() -> Outcome {
    World::new(&CALM, 1).play().await.unwrap()
}

/// Batches of at most so many, in order.
fn batches(messages: &[Message], size: usize) -> Vec<Vec<Message>> {
    messages.chunks(size).map(<[Message]>::to_vec).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_batches_at_the_same_time() {
    let alone = alone().await;
    let (together, conflicts) = play(|_, messages| batches(&messages, 10)).await;
    assert!(conflicts > 0, "no transaction met another");
    let verdict = Verdict::of(&together, &alone, false);
    assert!(verdict.is_good() && !verdict.is_reordered, "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_batches_of_the_same_messages() {
    let alone = alone().await;
    let sizes = [10, 1, 3, 4];
    let (together, conflicts) = play(|n, messages| batches(&messages, sizes[n])).await;
    assert!(conflicts > 0, "no transaction met another");
    let verdict = Verdict::of(&together, &alone, false);
    assert!(verdict.is_good() && !verdict.is_reordered, "{verdict:?}");
}

/// No queue does this to a group. The records must not care; only what is announced on the way
/// may differ, and not what stands in the end.
#[tokio::test(flavor = "multi_thread")]
async fn other_orders_of_the_same_messages() {
    let alone = alone().await;
    let (together, conflicts) = play(|n, mut messages| {
        if n % 2 == 1 {
            messages.reverse();
        }
        let middle = messages.len() / 2;
        messages.rotate_left(middle * (n / 2));
        batches(&messages, 2 + n)
    })
    .await;
    assert!(conflicts > 0, "no transaction met another");
    let verdict = Verdict::of(&together, &alone, true);
    assert!(verdict.is_good(), "{verdict:?}");
    assert!(verdict.is_reordered, "the orders made no difference: nothing was tested");
}
