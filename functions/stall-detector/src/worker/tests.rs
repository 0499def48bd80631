use std::sync::atomic::{AtomicUsize, Ordering};

use milepost_harness::messaging::Memory;
use milepost_harness::{Fault, Faults, Invoked, matrix, store};
use milepost_messaging::SendError;
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Enrollments in shards, and the events queue. Calls fail as they are told to.
struct World {
    tables: store::Memory,
    queues: Memory,
    faults: Faults,
    all: usize,
}

impl World {
    /// This many enrollments in each of the first shards, read by pages of 25.
    fn new(counts: &[usize]) -> Self {
        Self::with_faults(counts, Faults::default())
    }

    fn with_faults(counts: &[usize], faults: Faults) -> Self {
        let tables = store::Memory::with_faults(faults.clone());
        let start = clock().plus_minutes(-1_000_000);
        for (shard, count) in counts.iter().enumerate() {
            for place in 0..*count {
                let user = format!("{shard}-{place}");
                let item = json!({
                    "pk": format!("user#{user}"), "sk": "1#course:1_2", "userId": user,
                    "accountId": "1", "loInstanceId": "course:1_2",
                    "activeShard": format!("{shard:02}"),
                    "lastActivityAt": start.plus_minutes(i64::try_from(place).unwrap()),
                });
                tables.seed("enrollments", &item).unwrap();
            }
        }
        let queues = Memory::with_faults(faults.clone());
        Self { tables, queues, faults, all: counts.iter().sum() }
    }

    /// What the queue delivers, in no order: each is a group of its own.
    fn taken(&self) -> Vec<Message> {
        let mut taken = self.queues.taken("events");
        taken.sort_by(|one, other| one.body.cmp(&other.body));
        taken
    }
}

fn clock() -> Time {
    "2026-11-24T05:00:00Z".parse().unwrap()
}

async fn sweep(world: &World, input: Value) -> Result<Round, SweepError> {
    sweep_for(world, input, usize::MAX).await
}

/// A sweep with time for so many pages.
async fn sweep_for(world: &World, input: Value, pages: usize) -> Result<Round, SweepError> {
    let left = AtomicUsize::new(pages);
    let take = |left: usize| left.checked_sub(1);
    let is_over = || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_err();
    let index = Index::new(world.tables.table("enrollments"));
    let queue = world.queues.queue("events");
    Worker { index, queue, days: 14, clock }.work(input, &is_over).await
}

#[tokio::test]
async fn all_shards_are_swept_to_their_end() {
    let world = World::new(&[60, 0, 1, 100]);
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.found, round.sent), (0, 161, 161));
    assert_eq!(world.taken().len(), 161);
}

#[tokio::test]
async fn what_there_was_no_time_for_is_left_to_the_next() {
    let world = World::new(&[60, 25, 100]);
    let (mut input, mut sent) = (json!({}), Vec::new());
    loop {
        let round = sweep_for(&world, input, 20).await.unwrap();
        sent.push(round.sent);
        if round.shards.is_empty() {
            break;
        }
        input = serde_json::to_value(round).unwrap();
    }
    // Eight pages hold something, and 61 shards a page of nothing.
    assert_eq!(sent.len(), 69_usize.div_ceil(20));
    assert_eq!(sent.last(), Some(&185));
}

#[tokio::test]
async fn without_time_for_a_page_it_is_an_error() {
    let world = World::new(&[7]);
    assert_eq!(sweep_for(&world, json!({}), 0).await, Err(SweepError::NoTime));
}

#[tokio::test]
async fn a_shard_that_fails_holds_up_no_other() {
    let world = World::new(&[2, 2, 2]);
    world.queues.refuse(|message| {
        let is_refused = message.body.contains(r#""userId":"1-0""#);
        is_refused.then(|| SendError::NotTaken("InternalError".to_owned()))
    });
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.sent), (1, 4));
    world.queues.refuse(|_| None);
    let round = sweep(&world, serde_json::to_value(round).unwrap()).await.unwrap();
    assert_eq!((round.shards.len(), round.sent), (0, 6));
}

#[tokio::test]
async fn where_nothing_gets_on_it_is_an_error() {
    let world = World::new(&[2]);
    world.faults.fail_next("Query", usize::MAX, Fault::NotReached);
    let stuck = sweep(&world, json!({})).await;
    assert!(matches!(stuck, Err(SweepError::Stuck(_))), "{stuck:?}");
}

/// Step Functions invokes it with its last answer until no shard is left.
struct Sweep;

impl Invoked for Sweep {
    type World = World;
    type Input = Value;
    type End = Vec<Message>;

    fn world(&self, faults: Faults) -> World {
        World::with_faults(&[30, 0, 1, 60], faults)
    }

    fn input(&self) -> Value {
        json!({})
    }

    async fn invoke(&self, world: &World, input: &Value, _: u32) -> Option<Value> {
        match sweep(world, input.clone()).await {
            Ok(round) if round.shards.is_empty() => None,
            Ok(round) => Some(serde_json::to_value(round).unwrap()),
            Err(_) => Some(input.clone()),
        }
    }

    async fn end(&self, world: &World) -> Vec<Message> {
        world.taken()
    }
}

#[tokio::test]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Sweep).await, @"79 calls, 395 faults");
}

proptest! {
    /// Whatever fails and whenever time runs out: going on from each answer sends all of them.
    #[test]
    fn nobody_is_left_out(
        counts in proptest::collection::vec(0_usize..60, 0..5),
        faults in proptest::collection::vec(proptest::option::of(proptest::sample::select(&Fault::ALL[..])), 0..60),
        times in proptest::collection::vec(0_usize..100, 0..10),
    ) {
        let world = World::new(&counts);
        world.faults.fail_in_turn(faults);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (mut input, mut times) = (json!({}), times.into_iter());
        for _ in 0..200 {
            let pages = times.next().unwrap_or(usize::MAX);
            // As Step Functions does: after an error again with the same input.
            let sweep = sweep_for(&world, input.clone(), pages);
            let Some(Ok(round)) = runtime.block_on(world.faults.run(sweep)) else { continue };
            if round.shards.is_empty() {
                break;
            }
            input = serde_json::to_value(round).unwrap();
        }
        prop_assert_eq!(world.taken().len(), world.all);
    }
}
