use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_harness::{Scenario, deliver, delivery, matrix};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::Each;
use milepost_runtime::faults::Faults;
use milepost_store::Memory;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::json;
use tokio::runtime::Builder;

use super::*;

const TABLE: &str = "counts";

/// A message about a completion, by number.
fn message(completion: u8, changes: &[&str]) -> String {
    let key = EventKey::from_bytes([completion; 32]);
    let change = |kind: &&str| json!({"type": kind, "completion": key, "reason": "rolled_back"});
    json!({
        "specversion": "1.0", "id": key, "source": "/milepost/progress", "subject": "1#7#course:1_2",
        "type": "milepost.enrollment.changed.v1", "time": "2026-11-23T12:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "accountId": "1", "userId": "7", "loId": "course:1", "loInstanceId": "course:1_2",
            "eventName": "COURSE_COMPLETED", "version": 1, "attempt": 1, "stateFrom": "enrolled",
            "stateTo": "completed", "progressPercent": 100, "occurredAt": "2026-11-23T12:00:00.000Z",
            "changes": changes.iter().map(change).collect::<Vec<_>>(),
        },
    })
    .to_string()
}

/// Messages about completions of one course.
struct Course(Vec<String>);

impl Scenario for Course {
    type World = Memory;
    /// The count of each object.
    type End = BTreeMap<String, u64>;

    fn world(&self, faults: Faults) -> Memory {
        Memory::with_faults(faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        (0..).zip(&self.0).map(|(id, body): (u8, _)| delivery(id.to_string(), body)).collect()
    }

    async fn process(&self, world: &Memory, deliveries: &[Delivery], _: u32) -> Failed {
        let worker = Worker { table: Table::memory(world, TABLE) };
        deliver(&Each(&worker), deliveries, Timestamp::now).await
    }

    async fn end(&self, world: &Memory) -> BTreeMap<String, u64> {
        let items: Vec<serde_json::Value> = world.all(TABLE, "object#").unwrap();
        let counts = items.into_iter().filter(|it| it["sk"] == "count");
        counts
            .map(|it| serde_json::from_value::<Count>(it).unwrap())
            .map(|it| (it.pk, it.completions))
            .collect()
    }
}

/// Three completions, one of which is revoked.
fn story() -> Vec<String> {
    vec![
        message(1, &["completed"]),
        message(2, &["completed"]),
        message(2, &["completion_revoked"]),
        message(3, &["completed_by_alternate"]),
        message(1, &["completed"]),
    ]
}

/// What is there after one batch of these messages, none of which fails.
async fn counted(messages: Vec<String>) -> BTreeMap<String, u64> {
    let course = Course(messages);
    let world = course.world(Faults::default());
    assert!(course.process(&world, &course.messages(), 1).await.is_empty());
    course.end(&world).await
}

fn two_stand() -> BTreeMap<String, u64> {
    [("object#course:1".to_owned(), 2)].into()
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Course(story())).await, @"34 calls, 170 faults");
}

#[tokio::test(start_paused = true)]
async fn what_is_announced_and_not_revoked_counts() {
    assert_eq!(counted(story()).await, two_stand());
}

#[tokio::test]
async fn other_changes_count_nothing_and_what_is_unreadable_fails() {
    assert_eq!(counted(vec![message(1, &["started", "dropped"])]).await, BTreeMap::new());
    let course = Course(vec!["{".to_owned()]);
    let failed = course.process(&Memory::default(), &course.messages(), 1).await;
    assert_eq!(failed.len(), 1);
}

#[tokio::test]
async fn without_a_learning_object_there_is_nothing_to_count() {
    let message = message(1, &["completed"]).replace(r#""loId":"course:1","#, "");
    assert!(!message.contains("loId\":"));
    assert_eq!(counted(vec![message]).await, BTreeMap::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_and_any_repetition_counts_the_same(
        messages in subsequence(story(), 0..=5)
            .prop_map(|repeated| [story(), repeated].concat())
            .prop_shuffle(),
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        prop_assert_eq!(runtime.unwrap().block_on(counted(messages)), two_stand());
    }
}
