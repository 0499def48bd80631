use std::collections::BTreeSet;

use milepost_certificate::CertificateId;
use milepost_directory::Item;
use milepost_harness::messaging::Memory;
use milepost_harness::{Fault, Faults, Invoked, matrix, store};
use milepost_messaging::SendError;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::stream::tests::{batch, object, person, record, time};

/// The certificates that wait, and the queue. Calls fail as they are told to.
#[derive(Default)]
struct World {
    tables: store::Memory,
    queues: Memory,
    faults: Faults,
}

impl World {
    /// In which the certificates of these numbers wait for whom or what.
    fn of(waiting: &[(&Item, std::ops::Range<u32>)]) -> Self {
        Self::with_faults(waiting, Faults::default())
    }

    fn with_faults(waiting: &[(&Item, std::ops::Range<u32>)], faults: Faults) -> Self {
        let tables = store::Memory::with_faults(faults.clone());
        for (item, numbers) in waiting {
            let pk = format!("awaiting-{}", item.pk);
            for sk in numbers.clone().map(id) {
                tables.seed("certificates", &json!({"pk": pk, "sk": sk})).unwrap();
            }
        }
        let queues = Memory::with_faults(faults.clone());
        Self { tables, queues, faults }
    }

    /// What the queue delivers, in no order: each certificate is a group of its own.
    fn taken(&self) -> Vec<Message> {
        let mut taken = self.queues.taken(QUEUE);
        taken.sort_by(|one, other| one.body.cmp(&other.body));
        taken
    }

    fn woken(&self) -> BTreeSet<CertificateId> {
        let groups = self.taken().into_iter().filter_map(|it| it.place);
        groups.map(|place| place.group.parse().unwrap()).collect()
    }
}

const QUEUE: &str = "certificates";

fn id(number: u32) -> CertificateId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    CertificateId::from_bytes(bytes)
}

async fn work(world: &World, event: &StreamEvent) -> Option<String> {
    let queue = world.queues.queue(QUEUE);
    let waiting = Waiting::new(world.tables.table("certificates"));
    let worker = Worker { waiting, queue, clock: time };
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
    // Those who wait for Ana take three calls, who waits for the course one.
    let calls = world.faults.calls();
    assert_eq!(calls.iter().filter(|name| **name == "SendMessageBatch").count(), 4);
}

#[tokio::test]
async fn the_stream_goes_back_to_the_first_that_failed_and_the_others_are_woken() {
    let people = ["1", "2", "3", "4"].map(|id| person(id, "Ana"));
    let waiting: Vec<_> = people.iter().zip(0..).map(|(item, it)| (item, it..it + 1)).collect();
    let world = World::of(&waiting);
    world.faults.fail_next("Query", people.len(), Fault::NotReached);
    assert_eq!(work(&world, &batch(&people)).await.as_deref(), Some("1"));
    // Who waits for the second and the third is not told.
    let refused = [1, 2].map(|number| id(number).to_string());
    world.queues.refuse(move |message| {
        let is_refused = message.place.as_ref().is_some_and(|it| refused.contains(&it.group));
        is_refused.then(|| SendError::NotTaken("InternalError".to_owned()))
    });
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
    assert_eq!(world.queues.taken_with_repeats(QUEUE).len(), 3);
    assert_eq!(world.taken().len(), 2, "of the record, and of another one");
}

#[tokio::test]
async fn an_empty_batch_and_one_of_poison_are_done() {
    let world = World::default();
    assert_eq!(work(&world, &StreamEvent { records: vec![] }).await, None);
    let poison = vec![json!({"eventID": "e"})];
    assert_eq!(work(&world, &StreamEvent { records: poison }).await, None);
}

/// The writes of these items, as the stream delivers them.
fn records(items: &[Item]) -> Vec<Value> {
    (0..).zip(items).map(|(number, item)| record(number, item)).collect()
}

/// Delivers as Lambda does: batch after batch, and again from the record that failed on.
fn deliver(world: &World, items: &[Item], size: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let records = records(items);
    let mut next = 0;
    while next < records.len() {
        let end = records.len().min(next + size);
        let event = StreamEvent { records: records[next..end].to_vec() };
        next = match runtime.block_on(world.faults.run(work(world, &event))) {
            None => next,
            Some(Some(number)) => number.parse().unwrap(),
            Some(None) => end,
        };
    }
}

/// A batch of the stream: somebody is named twice, a learning object once.
struct Stream;

impl Invoked for Stream {
    type World = World;
    /// From which record on.
    type Input = usize;
    type End = Vec<Message>;

    fn world(&self, faults: Faults) -> World {
        let (ana, course) = (person("1", "Ana"), object("course:1", "T"));
        World::with_faults(&[(&ana, 0..25), (&course, 25..37)], faults)
    }

    fn input(&self) -> usize {
        0
    }

    async fn invoke(&self, world: &World, from: &usize, _: u32) -> Option<usize> {
        let items = [person("1", "Ana"), object("course:1", "T"), person("1", "Ana Souza")];
        let event = StreamEvent { records: records(&items).split_off(*from) };
        work(world, &event).await.map(|number| number.parse().unwrap())
    }

    async fn end(&self, world: &World) -> Vec<Message> {
        world.taken()
    }
}

#[tokio::test]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Stream).await, @"7 calls, 35 faults");
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
            prop::option::of(prop::sample::select(&Fault::ALL[..])), 0..20,
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
