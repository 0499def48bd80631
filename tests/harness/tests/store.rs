//! Tables and buckets in memory are as strict as AWS, and fail as they are told.

use std::collections::BTreeSet;

use futures::future::join_all;
use milepost_contracts::ItemKey;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults};
use milepost_store::{Condition, Page, Query, StoreError, Table, Upload, get_together};
use proptest::prelude::*;
use serde_json::{Value, json};

fn note(sk: &str, revision: u64) -> Value {
    json!({"pk": "note", "sk": sk, "revision": revision})
}

fn key(sk: &str) -> ItemKey {
    ItemKey { pk: "note".to_owned(), sk: sk.to_owned() }
}

fn table(memory: &Memory) -> Table {
    memory.table("notes")
}

#[tokio::test]
async fn a_write_needs_what_it_says_it_replaces() {
    let table = table(&Memory::default());
    let put = |revision: u64, replaces| {
        let write = table.put(&note("a", revision)).unwrap().replacing(replaces);
        table.write(write)
    };
    assert_eq!(put(1, 0).await, Ok(()));
    assert_eq!(put(1, 0).await, Err(StoreError::Conflict));
    assert_eq!(put(3, 2).await, Err(StoreError::Conflict));
    assert_eq!(put(2, 1).await, Ok(()));
    assert_eq!(table.get(&key("a")).await, Ok(Some(note("a", 2))));
}

#[tokio::test]
async fn a_condition_is_about_what_is_there() {
    let cases = [
        (Condition::absent().or(Condition::less("text", "c")), true),
        (Condition::absent(), false),
        (Condition::at_most("text", "b"), true),
        (Condition::less("text", "b"), false),
        (Condition::less("number", 10), true),
        (Condition::at_most("number", 8), false),
        (Condition::equal("map.flag", true), true),
        (Condition::unequal("map.flag", true), false),
        (Condition::equal("map.flag", true).and(Condition::equal("number", 8)), false),
        // What is missing is unequal to everything; kinds have no order between them.
        (Condition::unequal("map.other", true), true),
        (Condition::equal("other.flag", true), false),
        (Condition::less("other", "z"), false),
        (Condition::less("text", 10), false),
    ];
    for (condition, holds) in cases {
        let memory = Memory::default();
        let stored =
            json!({"pk": "note", "sk": "a", "text": "b", "number": 9, "map": {"flag": true}});
        memory.seed("notes", &stored).unwrap();
        let table = table(&memory);
        let write = table.put(&note("a", 1)).unwrap().only_if(condition.clone());
        assert_eq!(table.write(write).await.is_ok(), holds, "{condition:?}");
    }
}

#[tokio::test]
async fn many_entities_are_written_and_read_at_once() {
    let memory = Memory::default();
    let table = table(&memory);
    let notes: Vec<Value> = (0..130).map(|number| note(&number.to_string(), number)).collect();
    table.put_many(&notes).await.unwrap();
    let keys: BTreeSet<ItemKey> = (100..150).map(|number| key(&number.to_string())).collect();
    assert_eq!(table.get_many::<Value>(&keys).await.unwrap().len(), 30);
    assert_eq!(memory.calls().iter().filter(|call| **call == "BatchWriteItem").count(), 6);
}

#[tokio::test]
async fn what_is_read_together_is_told_apart_by_table() {
    let memory = Memory::default();
    memory.seed("notes", &note("a", 1)).unwrap();
    let (notes, others) = (table(&memory), memory.table("others"));
    let keys = [key("a")];
    let selections = [notes.select(&keys), others.select(&keys)];
    let [notes, others] = get_together(selections).await.unwrap();
    assert_eq!(notes.by_key::<Value>()[&key("a")], Ok(note("a", 1)));
    assert!(others.by_key::<Value>().is_empty());
}

#[tokio::test]
async fn a_transaction_is_whole_or_nothing() {
    let table = table(&Memory::default());
    let put = |sk: &str| table.put(&note(sk, 1)).unwrap().if_absent();
    table.transact(vec![put("a"), put("b")]).await.unwrap();
    let refused = table.transact(vec![put("c"), put("a"), table.delete(key("b"))]).await;
    assert_eq!(refused, Err(StoreError::Conflict));
    assert_eq!(table.get::<Value>(&key("c")).await, Ok(None));
    assert!(table.get::<Value>(&key("b")).await.unwrap().is_some());
}

#[tokio::test]
async fn faults_are_before_or_after_the_effect_and_death_ends_everything() {
    let effects = [
        (Fault::DeathBefore, false),
        (Fault::DeathAfter, true),
        (Fault::LostAnswer, true),
        (Fault::NotReached, false),
        (Fault::Throttled, false),
    ];
    for (fault, is_done) in effects {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
        faults.fail_at(0, fault);
        let table = table(&memory);
        let write = table.write(table.put(&note("a", 1)).unwrap());
        let outcome = faults.run(write).await;
        let dies = matches!(fault, Fault::DeathBefore | Fault::DeathAfter);
        assert_eq!(outcome.is_none(), dies, "{fault:?}");
        assert!(outcome.is_none_or(|it| it.is_err()), "{fault:?}");
        assert_eq!(memory.all::<Value>("notes", "").unwrap().len() == 1, is_done, "{fault:?}");
        assert!(table.get::<Value>(&key("a")).await.is_ok(), "the others go well");
    }
}

#[tokio::test]
async fn a_counter_gives_no_number_twice() {
    let table = table(&Memory::default());
    let drawn = join_all((0..9).map(|_| async { table.count(&key("n"), "drawn").await })).await;
    let drawn: BTreeSet<u64> = drawn.into_iter().map(Result::unwrap).collect();
    assert_eq!(drawn, (1..=9).collect());
}

fn upload(bytes: &str) -> Upload {
    Upload { bytes: bytes.into(), media_type: "text/plain", metadata: Vec::new() }
}

#[tokio::test]
async fn a_bucket_keeps_the_first() {
    let memory = Memory::default();
    let bucket = memory.bucket("documents");
    assert_eq!(bucket.get("key").await, Ok(None));
    assert_eq!(bucket.put_once("key", upload("old")).await, Ok(b"old".to_vec()));
    assert_eq!(bucket.put_once("key", upload("new")).await, Ok(b"old".to_vec()));
    bucket.put("key", upload("newest")).await.unwrap();
    assert_eq!(bucket.get_start("key", 3).await.unwrap().unwrap().bytes, b"new");
    assert_eq!(memory.objects("documents").len(), 1);
}

proptest! {
    /// Page by page, whatever the limit, each item comes once, and in order.
    #[test]
    fn pages_are_the_partition(items in 0_usize..80, limit in proptest::option::of(1_u32..40), newest_first: bool) {
        let memory = Memory::default();
        for number in 0..items {
            memory.seed("notes", &note(&format!("{number:03}"), 1)).unwrap();
        }
        memory.seed("notes", &json!({"pk": "other", "sk": "a"})).unwrap();
        memory.seed("others", &note("a", 1)).unwrap();
        let mut query = Query::partition("note");
        query.limit = limit;
        query.newest_first = newest_first;
        let found = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let (table, mut found) = (table(&memory), Vec::new());
            loop {
                let page: Page<Value> = table.query(&query).await.unwrap();
                prop_assert!(page.entities.len() <= limit.unwrap_or(25).min(25) as usize);
                found.extend(page.entities);
                if page.next.is_none() {
                    return Ok(found);
                }
                query = query.from(page.next);
            }
        })?;
        let mut expected: Vec<Value> = (0..items).map(|number| note(&format!("{number:03}"), 1)).collect();
        if newest_first {
            expected.reverse();
        }
        prop_assert_eq!(found, expected);
    }
}
