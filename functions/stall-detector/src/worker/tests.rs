use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::index::From;
use crate::{Active, Page};

/// Enrollments in shards, read by pages of three. Calls fail as they are told to.
#[derive(Default)]
struct World {
    shards: HashMap<String, Vec<Active>>,
    sent: Mutex<BTreeSet<String>>,
    /// Of the calls, in turn, whether they fail; then none does.
    faults: Mutex<Vec<bool>>,
    is_down: bool,
}

impl World {
    /// This many enrollments in each of the first shards.
    fn new(counts: &[usize]) -> Self {
        let active = |shard: usize, place: usize| Active {
            account_id: "1".parse().unwrap(),
            user_id: format!("{shard}-{place}").parse().unwrap(),
            lo_id: None,
            lo_instance_id: "course:1_2".parse().unwrap(),
            lo_type: None,
            last_activity_at: clock().plus_minutes(-1_000_000 + i64::try_from(place).unwrap()),
        };
        let shards = counts.iter().enumerate().map(|(shard, count)| {
            (format!("{shard:02}"), (0..*count).map(|place| active(shard, place)).collect())
        });
        Self { shards: shards.collect(), ..Self::default() }
    }

    fn all(&self) -> usize {
        self.shards.values().map(Vec::len).sum()
    }

    fn fails(&self) -> bool {
        self.is_down || self.faults.lock().unwrap().pop().unwrap_or_default()
    }
}

fn clock() -> Time {
    "2026-11-24T05:00:00Z".parse().unwrap()
}

impl ReadIndex for &World {
    async fn read(
        &self,
        shard: &str,
        before: Time,
        from: Option<&From>,
    ) -> Result<Page, SweepError> {
        if self.fails() {
            return Err(SweepError::NotRead("down".to_owned()));
        }
        assert_eq!(before.to_string(), "2026-11-10T05:00:00.000Z");
        let place: usize = from.map_or(0, |from| from.sk.parse().unwrap());
        let all = self.shards.get(shard).map(Vec::as_slice).unwrap_or_default();
        let end = all.len().min(place + 3);
        let text = String::new;
        let next = From { pk: text(), sk: end.to_string(), last_activity_at: text() };
        Ok(Page { active: all[place..end].to_vec(), next: (end < all.len()).then_some(next) })
    }
}

impl SendEvents for &World {
    async fn send(&self, batch: &[Stalled]) -> Result<(), SweepError> {
        if self.fails() {
            return Err(SweepError::NotTaken { messages: batch.len() });
        }
        self.sent.lock().unwrap().extend(batch.iter().map(|it| it.deduplication_id.clone()));
        Ok(())
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
    Worker { index: world, queue: world, days: 14, clock }.work(input, &is_over).await
}

#[tokio::test]
async fn all_shards_are_swept_to_their_end() {
    let world = World::new(&[7, 0, 1, 12]);
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.found, round.sent), (0, 20, 20));
    assert_eq!(world.sent.lock().unwrap().len(), 20);
}

#[tokio::test]
async fn what_there_was_no_time_for_is_left_to_the_next() {
    let world = World::new(&[7, 3, 12]);
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
    assert_eq!(sent.last(), Some(&22));
}

#[tokio::test]
async fn without_time_for_a_page_it_is_an_error() {
    let world = World::new(&[7]);
    assert_eq!(sweep_for(&world, json!({}), 0).await, Err(SweepError::NoTime));
}

#[tokio::test]
async fn a_shard_that_fails_holds_up_no_other() {
    let world = World::new(&[2, 2, 2]);
    world.faults.lock().unwrap().push(true);
    let round = sweep(&world, json!({})).await.unwrap();
    assert_eq!((round.shards.len(), round.sent), (1, 4));
    let round = sweep(&world, serde_json::to_value(round).unwrap()).await.unwrap();
    assert_eq!((round.shards.len(), round.sent), (0, 6));
}

#[tokio::test]
async fn where_nothing_gets_on_it_is_an_error() {
    let world = World { is_down: true, ..World::new(&[2]) };
    let stuck = sweep(&world, json!({})).await;
    assert!(matches!(stuck, Err(SweepError::Stuck(_))), "{stuck:?}");
}

proptest! {
    /// Whatever fails and whenever time runs out: going on from each answer sends all of them.
    #[test]
    fn nobody_is_left_out(
        counts in proptest::collection::vec(0_usize..10, 0..8),
        faults in proptest::collection::vec(any::<bool>(), 0..60),
        times in proptest::collection::vec(0_usize..100, 0..10),
    ) {
        let world = World { faults: Mutex::new(faults), ..World::new(&counts) };
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
        prop_assert_eq!(world.sent.lock().unwrap().len(), world.all());
    }
}
