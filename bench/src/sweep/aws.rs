//! An AWS for the sweep: an index that is written as it is read, and a queue that counts.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Request, Response};
use milepost_contracts::ACTIVE_SHARDS;
use milepost_domain::Time;
use milepost_faults::aws::Item;
use milepost_faults::upstream::Upstream;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::counts::{item_bytes, read_units};

/// DynamoDB API reference, `Query`: a page ends after 1 MB.
const PAGE_BYTES: usize = 1 << 20;
/// 2020-01-01: long before any cutoff.
const FIRST_ACTIVITY_MS: i64 = 1_577_836_800_000;
/// Numbers of a shard's learners begin at a multiple of this, so that all ids are of one length.
const LEARNERS_OF_A_SHARD: usize = 1_000_000;

/// What was asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// Pages of the index.
    pub pages: usize,
    /// Read request units, at half a unit for 4 KB of a page.
    pub read_units: f64,
    /// Calls to the queue.
    pub sends: usize,
}

/// AWS. Clones are the same AWS.
#[derive(Clone, Debug)]
pub(super) struct Aws(Arc<Services>);

#[derive(Debug)]
struct Services {
    stalled: usize,
    latency: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counted: Counted,
    sent: HashSet<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    message_deduplication_id: String,
}

impl Aws {
    /// One with so many stalled records, evenly spread, that takes so long for each call.
    pub(super) fn new(stalled: usize, latency: Duration) -> Self {
        Self(Arc::new(Services { stalled, latency, state: Mutex::default() }))
    }

    /// What was counted.
    pub(super) fn counted(&self) -> Counted {
        self.state().counted
    }

    /// How many different events are on the queue.
    pub(super) fn sent(&self) -> usize {
        self.state().sent.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().expect("no panic before")
    }

    /// How many stalled ones a shard has.
    fn stalled_in(&self, shard: usize) -> usize {
        let shards = usize::from(ACTIVE_SHARDS);
        self.0.stalled / shards + usize::from(shard < self.0.stalled % shards)
    }

    fn query(&self, call: &Value) -> String {
        let shard = call["ExpressionAttributeValues"][":partition"]["S"].as_str().expect("a shard");
        let shard: usize = shard.parse().expect("a number");
        let after = call["ExclusiveStartKey"]["pk"]["S"].as_str();
        let begin = after.map_or(0, |pk| learner(pk) - shard_start(shard) + 1);
        let limit = call["Limit"].as_u64().map_or(usize::MAX, |it| it.try_into().expect("few"));
        let (end, has_more) = self.page(shard, begin, limit);
        let items: Vec<String> = (begin..end).map(|place| item(shard, place).to_string()).collect();
        let mut answer = format!(r#"{{"Items":[{}]"#, items.join(","));
        if has_more {
            let last = key(shard, end - 1);
            let _ = write!(answer, r#","LastEvaluatedKey":{last}"#);
        }
        answer + "}"
    }

    /// Where a page ends, and whether it says that there are more. One that ends by its limit
    /// does so even at the last item. All items are of one size.
    fn page(&self, shard: usize, begin: usize, limit: usize) -> (usize, bool) {
        let bytes = bytes(&item(shard, begin));
        let all = self.stalled_in(shard);
        let end = all.min(begin + limit.min(PAGE_BYTES / bytes));
        let mut state = self.state();
        state.counted.pages += 1;
        state.counted.read_units += read_units((end - begin) * bytes) / 2.0;
        (end, end < all || end - begin == limit)
    }

    fn send(&self, body: &[u8]) -> String {
        let batch: Batch = serde_json::from_slice(body).expect("a batch");
        let mut state = self.state();
        state.counted.sends += 1;
        let mut taken = Vec::new();
        for Entry { id, message_deduplication_id } in batch.entries {
            let digits = message_deduplication_id.get(..16).expect("a hash");
            state.sent.insert(u64::from_str_radix(digits, 16).expect("hexadecimal"));
            taken.push(json!({"Id": id, "MessageId": id, "MD5OfMessageBody": "0"}));
        }
        json!({"Successful": taken, "Failed": []}).to_string()
    }
}

impl Upstream for Aws {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        if !self.0.latency.is_zero() {
            tokio::time::sleep(self.0.latency).await;
        }
        let target = request.headers().get("x-amz-target").and_then(|it| it.to_str().ok());
        let answer = match target.and_then(|it| it.split('.').nth(1)) {
            Some("Query") => self.query(&serde_json::from_slice(request.body()).expect("JSON")),
            Some("SendMessageBatch") => self.send(request.body()),
            other => panic!("{other:?}"),
        };
        Response::new(answer.into())
    }
}

const fn shard_start(shard: usize) -> usize {
    (shard + 1) * LEARNERS_OF_A_SHARD
}

fn learner(pk: &str) -> usize {
    pk.strip_prefix("user#").and_then(|it| it.parse().ok()).expect("a learner")
}

fn key(shard: usize, place: usize) -> Value {
    let seconds = i64::try_from(place).expect("few");
    let at = Time::from_millis(FIRST_ACTIVITY_MS + seconds * 1000).expect("in the calendar");
    json!({
        "pk": {"S": format!("user#{:08}", shard_start(shard) + place)},
        "sk": {"S": "1234#course:7542090_10423047"},
        "activeShard": {"S": format!("{shard:02}")},
        "lastActivityAt": {"S": at.to_string()},
    })
}

/// An entry of the index, with what is projected.
fn item(shard: usize, place: usize) -> Value {
    let mut item = key(shard, place);
    item["accountId"] = json!({"S": "1234"});
    item["userId"] = json!({"S": format!("{:08}", shard_start(shard) + place)});
    item["loId"] = json!({"S": "course:7542090"});
    item["loInstanceId"] = json!({"S": "course:7542090_10423047"});
    item["loType"] = json!({"S": "course"});
    item
}

fn bytes(item: &Value) -> usize {
    let item: Item = serde_json::from_value(item.clone()).expect("an item");
    item_bytes(&item)
}
