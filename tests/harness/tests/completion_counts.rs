//! The worked example of CONTRIBUTING's "Add a concern": counts the completions of each learning
//! object. As a function of its own it would be this file, a `main.rs` that wires, and a block of
//! the template.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_contracts::{CloudEvent, EnrollmentChanged, ItemKey};
use milepost_domain::{AccountId, Change, EventKey, LoId};
use milepost_harness::store::Memory;
use milepost_harness::{Faults, Scenario, deliver, delivery, matrix};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::{Consumer, Context, Each};
use milepost_store::{StoreError, Table, Tries, Write};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The completions of a learning object that stand.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
struct Count {
    pk: String,
    sk: String,
    revision: u64,
    completions: u64,
}

/// Says that a completion is counted, or was taken back before it came. Written with the count, so
/// that a completion counts once however often its message comes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Counted,
    Revoked,
}

#[derive(Deserialize, Serialize)]
struct MarkItem {
    pk: String,
    sk: String,
    mark: Mark,
    revision: u64,
}

/// What a change does to the count: the decision, without any I/O.
fn decide(mark: Option<Mark>, is_revoked: bool) -> Option<(Mark, i64)> {
    match (mark, is_revoked) {
        (None, false) => Some((Mark::Counted, 1)),
        (None, true) => Some((Mark::Revoked, 0)),
        (Some(Mark::Counted), true) => Some((Mark::Revoked, -1)),
        (Some(Mark::Counted), false) | (Some(Mark::Revoked), _) => None,
    }
}

#[derive(Debug, thiserror::Error)]
enum CountError {
    /// What the parser says may quote the message.
    #[error("not a change of an enrollment")]
    Unreadable,
    #[error(transparent)]
    Table(#[from] StoreError),
}

struct CompletionCounts {
    table: Table,
}

impl Consumer for CompletionCounts {
    type Message = CloudEvent<EnrollmentChanged>;
    type Error = CountError;

    fn name(&self) -> &'static str {
        "completion-counts"
    }

    fn counts(&self) -> &'static [&'static str] {
        &["CompletionsCounted", "CompletionsRevoked"]
    }

    fn read(&self, body: &str) -> Result<Self::Message, CountError> {
        serde_json::from_str(body).map_err(|_| CountError::Unreadable)
    }

    async fn handle(&self, event: Self::Message, context: &Context<'_>) -> Result<(), CountError> {
        let Some(object) = &event.data.lo_id else { return Ok(()) };
        for change in &event.data.changes {
            let (completion, is_revoked) = match change {
                Change::Completed { completion, .. }
                | Change::CompletedByAlternate { completion, .. } => (completion, false),
                Change::CompletionRevoked { completion, .. } => (completion, true),
                _ => continue,
            };
            let account = &event.data.account_id;
            if self.count(account, object, completion, is_revoked).await? {
                let name = if is_revoked { "CompletionsRevoked" } else { "CompletionsCounted" };
                context.batch.count(name, 1);
            }
        }
        Ok(())
    }
}

impl CompletionCounts {
    /// Writes the mark and the count together; anew, if another writer was faster.
    async fn count(
        &self,
        account: &AccountId,
        object: &LoId,
        completion: &EventKey,
        is_revoked: bool,
    ) -> Result<bool, StoreError> {
        let key = |sk: String| ItemKey { pk: format!("object#{account}#{object}"), sk };
        let (mark_key, count_key) = (key(format!("completion#{completion}")), key("count".into()));
        let mut tries = Tries::default();
        loop {
            let marked: Option<MarkItem> = self.table.get(&mark_key).await?;
            let decided = decide(marked.as_ref().map(|it| it.mark), is_revoked);
            let Some((mark, more)) = decided else { return Ok(false) };
            let counted: Option<Count> = self.table.get(&count_key).await?;
            let writes = vec![
                self.mark(&mark_key, mark, marked.map_or(0, |it| it.revision))?,
                self.add(&count_key, &counted.unwrap_or_default(), more)?,
            ];
            match self.table.transact(writes).await {
                Ok(()) => return Ok(true),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn mark(&self, key: &ItemKey, mark: Mark, revision: u64) -> Result<Write, StoreError> {
        let ItemKey { pk, sk } = key.clone();
        let item = MarkItem { pk, sk, mark, revision: revision + 1 };
        Ok(self.table.put(&item)?.replacing(revision))
    }

    fn add(&self, key: &ItemKey, counted: &Count, more: i64) -> Result<Write, StoreError> {
        let ItemKey { pk, sk } = key.clone();
        let completions = counted.completions.saturating_add_signed(more);
        let item = Count { pk, sk, completions, revision: counted.revision + 1 };
        Ok(self.table.put(&item)?.replacing(counted.revision))
    }
}

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

/// Three completions, one of which is taken back, in an order that a standard queue may choose.
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
        let consumer = CompletionCounts { table: world.table("counts") };
        deliver(&Each(&consumer), deliveries, Timestamp::now).await
    }

    async fn end(&self, world: &Memory) -> BTreeMap<String, u64> {
        let items: Vec<serde_json::Value> = world.all("counts", "object#").unwrap();
        let counts = items.into_iter().filter(|it| it["sk"] == "count");
        counts
            .map(|it| serde_json::from_value::<Count>(it).unwrap())
            .map(|it| (it.pk, it.completions))
            .collect()
    }
}

fn story() -> Vec<String> {
    let completed = |number| {
        message(number, &[if number == 3 { "completed_by_alternate" } else { "completed" }])
    };
    vec![
        completed(1),
        completed(2),
        message(2, &["completion_revoked"]),
        completed(3),
        completed(1),
    ]
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    let passed = matrix(&Course(story())).await;
    assert!(passed.calls.len() > 10, "{passed}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_and_any_repetition_counts_the_same(
        messages in Just([story(), story()].concat()).prop_shuffle(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let course = Course(messages);
        let world = course.world(Faults::default());
        let failed = runtime.block_on(course.process(&world, &course.messages(), 1));
        prop_assert!(failed.is_empty());
        let counts = runtime.block_on(course.end(&world));
        prop_assert_eq!(counts, [("object#1#course:1".to_owned(), 2)].into());
    }
}
