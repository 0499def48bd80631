use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use milepost_domain::{LoId, LoInstanceId};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::plan::tests::{batch, body, object, seats};

/// The table in memory. It lets stand what the conditions of the real one would, and refuses the
/// next calls, or does them and loses the answer.
#[derive(Clone, Default)]
struct Table(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    marks: BTreeMap<LoId, ChangedMark>,
    seats: BTreeMap<LoInstanceId, SeatsMark>,
    faults: Vec<Fault>,
    calls: usize,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    Refused,
    LostAnswer,
}

impl Table {
    /// Does a write as the next fault has it.
    fn call(&self, write: impl FnOnce(&mut State) -> Kept) -> Result<Kept, TableError> {
        let mut state = self.0.lock().unwrap();
        state.calls += 1;
        let error = Err(TableError::Call("refused".to_owned()));
        match state.faults.pop().unwrap_or(Fault::None) {
            Fault::None => Ok(write(&mut state)),
            Fault::Refused => error,
            Fault::LostAnswer => {
                write(&mut state);
                error
            }
        }
    }

    fn seen(&self) -> (BTreeMap<LoId, ChangedMark>, BTreeMap<LoInstanceId, SeatsMark>) {
        let state = self.0.lock().unwrap();
        (state.marks.clone(), state.seats.clone())
    }
}

impl MarkChanged for Table {
    async fn mark(&self, mark: &ChangedMark) -> Result<Kept, TableError> {
        self.call(|state| match state.marks.get(&mark.lo_id) {
            Some(stored) if !mark.outranks(stored) => Kept::Outranked,
            _ => {
                state.marks.insert(mark.lo_id.clone(), mark.clone());
                Kept::Written
            }
        })
    }
}

impl KeepSeats for Table {
    async fn keep(&self, seats: &SeatsMark) -> Result<Kept, TableError> {
        self.call(|state| match state.seats.get(&seats.lo_instance_id) {
            Some(stored) if stored.as_of > seats.as_of => Kept::Outranked,
            _ => {
                state.seats.insert(seats.lo_instance_id.clone(), seats.clone());
                Kept::Written
            }
        })
    }
}

async fn work(table: &Table, deliveries: &[Delivery]) -> Failed {
    let worker = Worker { mark: table.clone(), keep: table.clone() };
    milepost_harness::deliver(&worker, deliveries, || "2026-11-23T12:00:00Z".parse().unwrap()).await
}

fn deliveries(events: &[Value]) -> Vec<Delivery> {
    batch(events.iter().map(body))
}

#[tokio::test]
async fn the_messages_of_an_item_that_cannot_be_written_fail_and_no_others() {
    let table = Table::default();
    table.0.lock().unwrap().faults = vec![Fault::None, Fault::Refused];
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
    let failed = work(&table, &messages).await;
    assert_eq!(failed, ["0", "2", "bad"].map(str::to_owned).into());
    let (marks, seats) = table.seen();
    assert_eq!((marks.len(), seats.len()), (1, 1));
}

#[tokio::test]
async fn a_hundred_edits_of_ten_objects_are_ten_writes() {
    let table = Table::default();
    let edit = |number: u32| object("LEARNING_OBJECT_MODIFICATION", number % 10, number.into());
    let edits: Vec<Value> = (0..100).map(edit).collect();
    assert!(work(&table, &deliveries(&edits)).await.is_empty());
    assert_eq!(table.0.lock().unwrap().calls, 10);
}

#[tokio::test]
async fn what_is_outranked_is_done() {
    let table = Table::default();
    assert!(work(&table, &deliveries(&[seats(1, 9, 5)])).await.is_empty());
    assert!(work(&table, &deliveries(&[seats(1, 8, 1)])).await.is_empty());
    let (_, kept) = table.seen();
    assert_eq!(kept.values().next().unwrap().seats.enrollment_count, Some(9));
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
fn deliver(table: &Table, events: &[Value], size: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut left = deliveries(events);
    while !left.is_empty() {
        let batch: Vec<Delivery> = left.drain(..left.len().min(size)).collect();
        let failed = runtime.block_on(work(table, &batch));
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
            prop::sample::select(vec![Fault::None, Fault::Refused, Fault::LostAnswer]), 0..20,
        ),
        size in 1_usize..12,
    ) {
        let (one, other) = (Table::default(), Table::default());
        other.0.lock().unwrap().faults = faults;
        deliver(&one, &calm, calm.len());
        deliver(&other, &shuffled, size);
        prop_assert_eq!(one.seen(), other.seen());
    }
}
