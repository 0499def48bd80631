use std::collections::BTreeMap;

use milepost_contracts::ItemKey;
use milepost_directory::{Content, Item};
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults, Scenario, matrix};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::plan::tests::{batch, body, object, seats};

/// What is in the table.
fn seen(memory: &Memory) -> BTreeMap<ItemKey, Item> {
    let items: Vec<Item> = memory.all("directory", "").unwrap();
    items.into_iter().map(|item| (item.key(), item)).collect()
}

async fn work(memory: &Memory, deliveries: &[Delivery]) -> Failed {
    let table = DirectoryTable::new(memory.table("directory"));
    let clock = || "2026-11-23T12:00:00Z".parse().unwrap();
    milepost_harness::deliver(&Worker { table }, deliveries, clock).await
}

fn deliveries(events: &[Value]) -> Vec<Delivery> {
    batch(events.iter().map(body))
}

struct Edits;

impl Scenario for Edits {
    type World = Memory;
    /// What is in the table.
    type End = BTreeMap<ItemKey, Item>;

    fn world(&self, faults: Faults) -> Memory {
        Memory::with_faults(faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        let edit = |number| object("LEARNING_OBJECT_MODIFICATION", number, 0);
        deliveries(&[edit(1), edit(2), seats(1, 7, 0), seats(1, 8, 5), edit(1)])
    }

    async fn process(&self, memory: &Memory, deliveries: &[Delivery], _: u32) -> Failed {
        work(memory, deliveries).await
    }

    async fn end(&self, memory: &Memory) -> Self::End {
        seen(memory)
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Edits).await, @"3 calls, 15 faults");
}

#[tokio::test]
async fn the_messages_of_an_item_that_cannot_be_written_fail_and_no_others() {
    let memory = Memory::default();
    memory.faults().fail_in_turn(vec![None, Some(Fault::NotReached)]);
    let mut messages = deliveries(&[
        object("LEARNING_OBJECT_MODIFICATION", 1, 0),
        object("LEARNING_OBJECT_MODIFICATION", 2, 0),
        object("LEARNING_OBJECT_MODIFICATION", 1, 1),
        seats(1, 7, 0),
    ]);
    messages.push(Delivery {
        message_id: "bad".to_owned(),
        body: "{".to_owned(),
        ..messages[0].clone()
    });
    let failed = work(&memory, &messages).await;
    assert_eq!(failed, ["0", "2", "bad"].map(str::to_owned).into());
    let kept: Vec<String> = seen(&memory).into_keys().map(|key| key.sk).collect();
    assert_eq!(kept, ["seats", "changed"]);
}

#[tokio::test]
async fn a_hundred_edits_of_ten_objects_are_ten_writes() {
    let memory = Memory::default();
    let edit = |number: u32| object("LEARNING_OBJECT_MODIFICATION", number % 10, number.into());
    let edits: Vec<Value> = (0..100).map(edit).collect();
    assert!(work(&memory, &deliveries(&edits)).await.is_empty());
    assert_eq!(memory.calls(), ["PutItem"; 10]);
}

#[tokio::test]
async fn what_is_outranked_is_done() {
    let memory = Memory::default();
    assert!(work(&memory, &deliveries(&[seats(1, 9, 5)])).await.is_empty());
    assert!(work(&memory, &deliveries(&[seats(1, 8, 1)])).await.is_empty());
    let kept = seen(&memory).into_values().next().unwrap();
    assert!(matches!(kept.content, Content::Seats(seats) if seats.enrollment_count == Some(9)));
}

/// Events of a few objects and instances; no two of one instance's seats in the same second.
fn events() -> impl Strategy<Value = Vec<Value>> {
    let names =
        ["LEARNING_OBJECT_DRAFT", "LEARNING_OBJECT_MODIFICATION", "LEARNING_OBJECT_DELETION"];
    let one = (prop::sample::select(names.to_vec()), 0_u32..4, any::<bool>());
    prop::collection::vec(one, 1..30).prop_map(|all| {
        let event = |(second, (name, number, is_seats)): (i64, (&str, u32, bool))| {
            if is_seats {
                seats(number, u64::try_from(second).unwrap(), second)
            } else {
                object(name, number, second)
            }
        };
        (0..).zip(all).map(event).collect()
    })
}

/// Delivers in batches of this size, and again what failed, until nothing does.
fn deliver(memory: &Memory, events: &[Value], size: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut left = deliveries(events);
    while !left.is_empty() {
        let batch: Vec<Delivery> = left.drain(..left.len().min(size)).collect();
        let failed = runtime.block_on(work(memory, &batch));
        left.extend(batch.into_iter().filter(|it| failed.contains(&it.message_id)));
    }
}

proptest! {
    #[test]
    fn any_order_any_batches_repeats_and_faults_give_the_same_items(
        (calm, shuffled) in events().prop_flat_map(|events| {
            let twice = events.iter().chain(events.iter().take(5)).cloned().collect::<Vec<_>>();
            (Just(events), Just(twice).prop_shuffle())
        }),
        faults in prop::collection::vec(
            prop::sample::select(vec![None, Some(Fault::NotReached), Some(Fault::LostAnswer)]), 0..20,
        ),
        size in 1_usize..12,
    ) {
        let (one, other) = (Memory::default(), Memory::default());
        other.faults().fail_in_turn(faults);
        deliver(&one, &calm, calm.len());
        deliver(&other, &shuffled, size);
        prop_assert_eq!(seen(&one), seen(&other));
    }
}
