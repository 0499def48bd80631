//! Who is at something, by the last activity.

use milepost_contracts::ACTIVE_INDEX;
use milepost_domain::{AccountId, LoId, LoInstanceId, LoType, Time, UserId};
use milepost_store::{Position, Query, StoreError, Table};
use serde::{Deserialize, Serialize};

/// Entries in a page. The 1 MB that `DynamoDB` would answer with are some 5,000, and 16 shards at
/// a time took 233 MB with them (`docs/performance.md`); so few cost no more read units.
const PAGE: u32 = 1_000;

/// An enrollment as the index has it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Active {
    /// The account.
    pub account_id: AccountId,
    /// The learner.
    pub user_id: UserId,
    /// The learning object.
    #[serde(default)]
    pub lo_id: Option<LoId>,
    /// The instance.
    pub lo_instance_id: LoInstanceId,
    /// The type of the learning object.
    #[serde(default)]
    pub lo_type: Option<LoType>,
    /// The last activity.
    pub last_activity_at: Time,
}

/// Where a shard is to be read on: the last entry that was read.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct From {
    /// The record's partition key.
    pub pk: String,
    /// The record's sort key.
    pub sk: String,
    /// Its last activity, as it is written.
    pub last_activity_at: String,
}

/// A page of a shard, the longest without activity first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Who.
    pub active: Vec<Active>,
    /// Where the next page begins, if there is one.
    pub next: Option<From>,
}

/// The index `active` of the enrollments table.
#[derive(Clone, Debug)]
pub struct Index {
    table: Table,
}

/// A position in the index, with the names that it has there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key<'a> {
    active_shard: &'a str,
    #[serde(flatten)]
    from: &'a From,
}

impl Index {
    /// The index of this table.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// A page of a shard: those without activity since before then, from there on.
    ///
    /// # Errors
    /// If the index could not be read.
    pub async fn read(
        &self,
        shard: &str,
        before: Time,
        from: Option<&From>,
    ) -> Result<Page, StoreError> {
        let from = from.map(|from| Position::after(&Key { active_shard: shard, from }));
        let query = Query::index(ACTIVE_INDEX, "activeShard", shard);
        let query = query.below("lastActivityAt", before.to_string()).limit(PAGE);
        let page = self.table.query(&query.from(from.transpose()?)).await?;
        if page.unreadable > 0 {
            // What cannot be read now cannot be read later either: `progress` writes nothing of
            // the kind.
            tracing::error!(items = page.unreadable, "enrollment.unreadable");
        }
        let next = page.next.map(Position::key).transpose()?;
        Ok(Page { active: page.entities, next })
    }
}

#[cfg(test)]
mod tests {
    use milepost_harness::store::Memory;
    use milepost_scripted_aws::json_aws;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_shard_is_read_page_by_page_from_the_index() {
        let key = json!({
            "pk": {"S": "user#17"}, "sk": {"S": "1#course:1_2"}, "activeShard": {"S": "07"},
            "lastActivityAt": {"S": "2026-11-01T08:00:00.000Z"},
        });
        let mut item = key.clone();
        for (name, value) in [("accountId", "1"), ("userId", "17"), ("loInstanceId", "course:1_2")]
        {
            item[name] = json!({"S": value});
        }
        let (config, requests) = json_aws([
            (200, json!({"Items": [item, {"pk": {"S": "odd"}}], "LastEvaluatedKey": key})),
            (200, json!({"Items": []})),
        ]);
        let index =
            Index::new(Table::dynamo(aws_sdk_dynamodb::Client::new(&config), "enrollments"));
        let before = "2026-11-10T05:00:00Z".parse().unwrap();
        let page = index.read("07", before, None).await.unwrap();
        assert_eq!(page.active.len(), 1);
        assert_eq!(page.active[0].user_id.as_str(), "17");
        let last = index.read("07", before, page.next.as_ref()).await.unwrap();
        assert_eq!(last, Page::default());
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(requests.calls());
        });
    }

    #[tokio::test]
    async fn who_was_active_since_then_is_left_out() {
        let memory = Memory::default();
        let before: Time = "2026-11-10T05:00:00Z".parse().unwrap();
        for minutes in -1..2 {
            let item = json!({
                "pk": "user#17", "sk": format!("1#course:{minutes}"), "activeShard": "07",
                "lastActivityAt": before.plus_minutes(minutes), "accountId": "1", "userId": "17",
                "loInstanceId": "course:1_2",
            });
            memory.seed("enrollments", &item).unwrap();
        }
        let index = Index::new(memory.table("enrollments"));
        let page = index.read("07", before, None).await.unwrap();
        let active: Vec<Time> = page.active.iter().map(|it| it.last_activity_at).collect();
        assert_eq!(active, [before.plus_minutes(-1)]);
        assert_eq!(index.read("08", before, None).await, Ok(Page::default()));
    }
}
