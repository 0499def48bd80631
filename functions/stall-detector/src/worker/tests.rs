use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use milepost_store::{Fault, Faults, Memory, Table};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Enrollments in shards, and the events queue. Calls fail as they are told to.
struct World {
    memory: Memory,
    faults: Faults,
    all: usize,
    sent: Mutex<BTreeSet<String>>,
}

impl World {
    /// This many enrollments in each of the first shards, read by pages of 25.
    fn new(counts: &[usize]) -> Self {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
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
                memory.seed("enrollments", &item).unwrap();
            }
        }
        Self { memory, faults, all: counts.iter().sum(), sent: Mutex::default() }
    }
}

fn clock() -> Time {
    "2026-11-24T05:00:00Z".parse().unwrap()
}

impl SendEvents for &World {
    async fn send(&self, batch: &[Stalled]) -> Result<(), SweepError> {
        let take = || {
            self.sent.lock().unwrap().extend(batch.iter().map(|it| it.deduplication_id.clone()));
            Ok(())
        };
        let taken = self.faults.around("SendMessageBatch", take).await;
        taken
            .map_err(|_: milepost_store::StoreError| SweepError::NotTaken { messages: batch.len() })
    }
}

async fn sweep(world: &World, input: Value) -> Result<Round, SweepError> {
    sweep_for(world, input, usize::MAX).await
}

/// A sweep with time for so many pages.
async fn sweep_for(world: &World, input: Value, pages: usize) -> Result<Round, SweepError> {
    let left = AtomicUsize::new(pages);
    let take = |left: usize| left.checked_sub(1);
    let is_over = || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_err();
    let index = Index::new(Table::memory(&world.memory, "enrollments"));
    Worker { index, queue: world, days: 14, clock }.work(input, &is_over).await
}

#[tokio::test]
async fn all_shards_are_swept_to_their_end() {
    let world = World::new(&[60, 0, 1, 100]);
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.found, round.sent), (0, 161, 161));
    assert_eq!(world.sent.lock().unwrap().len(), 161);
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
    world.faults.fail_next("SendMessageBatch", 1, Fault::NotReached);
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.sent), (1, 4));
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

proptest! {
    /// Whatever fails and whenever time runs out: going on from each answer sends all of them.
    #[test]
    fn nobody_is_left_out(
        counts in proptest::collection::vec(0_usize..60, 0..5),
        faults in proptest::collection::vec(
            proptest::sample::select(vec![None, Some(Fault::NotReached), Some(Fault::LostAnswer)]),
            0..60,
        ),
        times in proptest::collection::vec(0_usize..100, 0..10),
    ) {
        let world = World::new(&counts);
        world.faults.fail_in_turn(faults);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (mut input, mut times) = (json!({}), times.into_iter());
        for _ in 0..200 {
            let pages = times.next().unwrap_or(usize::MAX);
            // As Step Functions does: after an error again with the same input.
            let swept = runtime.block_on(sweep_for(&world, input.clone(), pages));
            let Ok(round) = swept else { continue };
            if round.shards.is_empty() {
                break;
            }
            input = serde_json::to_value(round).unwrap();
        }
        prop_assert_eq!(world.sent.lock().unwrap().len(), world.all);
    }
}
