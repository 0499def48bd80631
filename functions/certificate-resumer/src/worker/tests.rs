use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use milepost_certificate::CertificateId;
use milepost_directory::Item;
use proptest::prelude::*;

use super::*;
use crate::Awaited;
use crate::stream::tests::{batch, object, person, record, time};

/// The certificates that wait, and the queue. The next calls fail, or are done and the answer lost.
#[derive(Clone, Default)]
struct World(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waiting: BTreeMap<String, Vec<CertificateId>>,
    sent: Vec<Resumed>,
    calls: Vec<usize>,
    faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    None,
    Refused,
    LostAnswer,
}

impl World {
    /// In which the certificates of these numbers wait for whom or what.
    fn of(waiting: &[(&Item, std::ops::Range<u32>)]) -> Self {
        let world = Self::default();
        for (item, numbers) in waiting {
            let pk = format!("awaiting-{}", item.pk);
            world.0.lock().unwrap().waiting.insert(pk, numbers.clone().map(id).collect());
        }
        world
    }

    fn call<T>(
        &self,
        error: WakeError,
        done: impl FnOnce(&mut State) -> T,
    ) -> Result<T, WakeError> {
        let mut state = self.0.lock().unwrap();
        match state.faults.pop().unwrap_or(Fault::None) {
            Fault::None => Ok(done(&mut state)),
            Fault::Refused => Err(error),
            Fault::LostAnswer => {
                done(&mut state);
                Err(error)
            }
        }
    }

    fn woken(&self) -> BTreeSet<CertificateId> {
        self.0.lock().unwrap().sent.iter().map(|resumed| resumed.certificate).collect()
    }
}

impl ReadWaiting for World {
    async fn read(&self, awaited: &Awaited) -> Result<Vec<CertificateId>, WakeError> {
        self.call(WakeError::NotRead("refused".to_owned()), |state| {
            state.waiting.get(&awaited.partition()).cloned().unwrap_or_default()
        })
    }
}

impl SendResumed for World {
    async fn send(&self, batch: &[Resumed]) -> Result<(), WakeError> {
        self.call(WakeError::NotSent("refused".to_owned()), |state| {
            state.calls.push(batch.len());
            state.sent.extend_from_slice(batch);
        })
    }
}

fn id(number: u32) -> CertificateId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    CertificateId::from_bytes(bytes)
}

async fn work(world: &World, event: &StreamEvent) -> Option<String> {
    let worker = Worker { read: world.clone(), send: world.clone(), clock: time };
    let failures = worker.work(event).await.batch_item_failures;
    assert!(failures.len() <= 1);
    failures.into_iter().next().map(|failure| failure.item_identifier)
}

#[tokio::test]
async fn all_who_wait_are_woken_ten_at_a_time() {
    let (ana, course) = (person("1", "Ana"), object("course:1", "T"));
    let world = World::of(&[(&ana, 0..25), (&course, 25..26)]);
    assert_eq!(work(&world, &batch([&ana, &course, &person("2", "Ben")])).await, None);
    assert_eq!(world.woken(), (0..26).map(id).collect());
    let mut calls = world.0.lock().unwrap().calls.clone();
    calls.sort_unstable();
    assert_eq!(calls, [1, 5, 10, 10]);
}

#[tokio::test]
async fn the_stream_goes_back_to_the_first_that_failed_and_the_others_are_woken() {
    let people = ["1", "2", "3", "4"].map(|id| person(id, "Ana"));
    let waiting: Vec<_> = people.iter().zip(0..).map(|(item, it)| (item, it..it + 1)).collect();
    let world = World::of(&waiting);
    // In order: read and told, not read, read and not told, read and told. Popped from the end.
    let faults = [Fault::Refused, Fault::None, Fault::Refused, Fault::None, Fault::None];
    world.0.lock().unwrap().faults = faults.to_vec();
    assert_eq!(work(&world, &batch(&people)).await.as_deref(), Some("2"));
    assert_eq!(world.woken(), [id(0), id(3)].into());
}

#[tokio::test]
async fn a_later_name_is_told_though_the_queue_drops_repeats() {
    let ana = person("1", "Ana");
    let world = World::of(&[(&ana, 0..1)]);
    for number in [1, 1, 2] {
        work(&world, &StreamEvent { records: vec![record(number, &ana)] }).await;
    }
    let state = world.0.lock().unwrap();
    let ids: Vec<&str> = state.sent.iter().map(|resumed| resumed.id.as_str()).collect();
    assert_eq!(ids[0], ids[1], "the record again");
    assert_ne!(ids[1], ids[2], "another record");
}

#[tokio::test]
async fn an_empty_batch_and_one_of_poison_are_done() {
    let world = World::default();
    assert_eq!(work(&world, &StreamEvent { records: vec![] }).await, None);
    let poison = vec![serde_json::json!({"eventID": "e"})];
    assert_eq!(work(&world, &StreamEvent { records: poison }).await, None);
}

/// Delivers as Lambda does: batch after batch, and again from the record that failed on.
fn deliver(world: &World, items: &[Item], size: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let records: Vec<_> = (0..).zip(items).map(|(number, item)| record(number, item)).collect();
    let mut next = 0;
    while next < records.len() {
        let end = records.len().min(next + size);
        let event = StreamEvent { records: records[next..end].to_vec() };
        next = match runtime.block_on(work(world, &event)) {
            Some(number) => number.parse().unwrap(),
            None => end,
        };
    }
}

/// What the directory writes: people and objects, named or not.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let one = (0_u32..6, any::<bool>(), any::<bool>()).prop_map(|(number, is_person, is_named)| {
        let text = if is_named { "Ana" } else { "" };
        let number = number.to_string();
        if is_person { person(&number, text) } else { object(&number, text) }
    });
    prop::collection::vec(one, 1..25)
}

proptest! {
    #[test]
    fn any_order_any_batches_repeats_and_faults_wake_the_same(
        (calm, shuffled) in items().prop_flat_map(|items| {
            let twice = items.iter().chain(items.iter().take(5)).cloned().collect::<Vec<_>>();
            (Just(items), Just(twice).prop_shuffle())
        }),
        faults in prop::collection::vec(
            prop::sample::select(vec![Fault::None, Fault::Refused, Fault::LostAnswer]), 0..20,
        ),
        size in 1_usize..12,
    ) {
        let everybody: Vec<Item> = (0..6).flat_map(|number: u32| {
            let number = number.to_string();
            [person(&number, "Ana"), object(&number, "Ana")]
        }).collect();
        let waiting: Vec<_> =
            everybody.iter().zip(0..).map(|(item, it)| (item, it * 13..it * 13 + it)).collect();
        let (one, other) = (World::of(&waiting), World::of(&waiting));
        other.0.lock().unwrap().faults = faults;
        deliver(&one, &calm, calm.len());
        deliver(&other, &shuffled, size);
        let expected: BTreeSet<CertificateId> = waiting.iter()
            .filter(|(item, _)| calm.contains(item))
            .flat_map(|(_, numbers)| numbers.clone().map(id))
            .collect();
        prop_assert_eq!(one.woken(), expected.clone());
        prop_assert_eq!(other.woken(), expected);
    }
}
