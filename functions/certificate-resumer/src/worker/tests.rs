use std::collections::BTreeSet;
use std::sync::Mutex;

use milepost_certificate::CertificateId;
use milepost_directory::Item;
use milepost_store::{Fault, Faults, Memory, Table};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::stream::tests::{batch, object, person, record, time};

/// The certificates that wait, and the queue. Calls fail as they are told to.
#[derive(Default)]
struct World {
    memory: Memory,
    faults: Faults,
    sent: Mutex<Vec<Vec<Resumed>>>,
}

impl World {
    /// In which the certificates of these numbers wait for whom or what.
    fn of(waiting: &[(&Item, std::ops::Range<u32>)]) -> Self {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
        for (item, numbers) in waiting {
            let pk = format!("awaiting-{}", item.pk);
            for sk in numbers.clone().map(id) {
                memory.seed("certificates", &json!({"pk": pk, "sk": sk})).unwrap();
            }
        }
        Self { memory, faults, sent: Mutex::default() }
    }

    fn sent(&self) -> Vec<Resumed> {
        self.sent.lock().unwrap().concat()
    }

    fn woken(&self) -> BTreeSet<CertificateId> {
        self.sent().iter().map(|resumed| resumed.certificate).collect()
    }
}

impl SendResumed for &World {
    async fn send(&self, batch: &[Resumed]) -> Result<(), WakeError> {
        let take = || {
            self.sent.lock().unwrap().push(batch.to_vec());
            Ok(())
        };
        let taken = self.faults.around("SendMessageBatch", take).await;
        taken.map_err(|error: milepost_store::StoreError| WakeError::NotSent(error.to_string()))
    }
}

fn id(number: u32) -> CertificateId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    CertificateId::from_bytes(bytes)
}

async fn work(world: &World, event: &StreamEvent) -> Option<String> {
    let waiting = Waiting::new(Table::memory(&world.memory, "certificates"));
    let worker = Worker { waiting, send: world, clock: time };
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
    let mut calls: Vec<usize> = world.sent.lock().unwrap().iter().map(Vec::len).collect();
    calls.sort_unstable();
    assert_eq!(calls, [1, 5, 10, 10]);
}

#[tokio::test]
async fn the_stream_goes_back_to_the_first_that_failed_and_the_others_are_woken() {
    let people = ["1", "2", "3", "4"].map(|id| person(id, "Ana"));
    let waiting: Vec<_> = people.iter().zip(0..).map(|(item, it)| (item, it..it + 1)).collect();
    let world = World::of(&waiting);
    // All four are read, one of them in vain; of the others one is not told.
    let fails = Some(Fault::NotReached);
    world.faults.fail_in_turn(vec![None, fails, None, None, None, fails]);
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
    let ids: Vec<String> = world.sent().into_iter().map(|resumed| resumed.id).collect();
    assert_eq!(ids[0], ids[1], "the record again");
    assert_ne!(ids[1], ids[2], "another record");
}

#[tokio::test]
async fn an_empty_batch_and_one_of_poison_are_done() {
    let world = World::default();
    assert_eq!(work(&world, &StreamEvent { records: vec![] }).await, None);
    let poison = vec![json!({"eventID": "e"})];
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
            prop::sample::select(vec![None, Some(Fault::NotReached), Some(Fault::LostAnswer)]), 0..20,
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
        other.faults.fail_in_turn(faults);
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
