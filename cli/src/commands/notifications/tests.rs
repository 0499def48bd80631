use milepost_harness::store::Memory;
use serde_json::{Value, json};

use super::*;

/// A notification that waits, about and to these.
fn item(id: &str, about: &str, to: &str, shard: &str) -> Value {
    json!({
        "pk": format!("notification#{id}"), "sk": "notification", "revision": 1,
        "aboutId": about, "toId": to, "pendingShard": shard, "at": "2026-11-20T08:00:00.000Z",
        "expiresAt": 1, "id": id, "accountId": "1", "userId": about,
        "loInstanceId": "course:1_2", "rule": "stalled", "trigger": "stalled", "cause": "c",
        "occurredAt": "2026-11-20T08:00:00.000Z", "audience": "manager", "channel": "email",
        "severity": "warning", "template": "stalled", "details": {}, "status": "pending",
        "tries": 1, "createdAt": "2026-11-20T08:00:00.000Z",
    })
}

fn table(items: &[Value]) -> Table {
    let memory = Memory::default();
    for item in items {
        memory.seed("n", item).unwrap();
    }
    memory.table("n")
}

fn ids(found: &[Notification]) -> Vec<String> {
    found.iter().map(|it| it.id.to_string()[..2].to_owned()).collect()
}

#[tokio::test]
async fn what_is_about_somebody_and_what_is_to_them_is_listed_once() {
    let [one, two, three, four] = ["aa", "bb", "cc", "dd"].map(|it| it.repeat(32));
    let shard = PENDING_SHARDS[0];
    let table = table(&[
        item(&one, "7", "8", shard),
        item(&two, "7", "7", shard),
        item(&three, "9", "7", shard),
        item(&four, "9", "8", shard),
    ]);
    let found = about_and_to(&table, &"7".parse().unwrap()).await.unwrap();
    assert_eq!(ids(&found), ["aa", "bb", "cc"]);
}

#[tokio::test]
async fn what_waits_is_read_from_every_shard_of_its_index() {
    assert_eq!(pending(&table(&[])).await.unwrap(), []);
    let items: Vec<Value> = (10..)
        .zip(PENDING_SHARDS)
        .map(|(number, shard)| item(&number.to_string().repeat(32), "7", "8", shard))
        .collect();
    assert_eq!(pending(&table(&items)).await.unwrap().len(), PENDING_SHARDS.len());
}
