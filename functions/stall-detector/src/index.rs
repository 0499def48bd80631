//! Port: who is at something, by the last activity.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ACTIVE_INDEX;
use milepost_domain::{AccountId, LoId, LoInstanceId, LoType, Time, UserId};
use milepost_runtime::aws_error::describe;
use serde::{Deserialize, Serialize};

use crate::SweepError;

/// Entries in a page. The 1 MB that `DynamoDB` would answer with are some 5,000, and 16 shards at
/// a time took 233 MB with them (`docs/performance.md`); so few cost no more read units.
const PAGE: i32 = 1_000;

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

/// Port: reads a page of a shard.
pub trait ReadIndex {
    /// Those without activity since before then, from there on.
    ///
    /// # Errors
    /// [`SweepError::NotRead`].
    fn read(
        &self,
        shard: &str,
        before: Time,
        from: Option<&From>,
    ) -> impl Future<Output = Result<Page, SweepError>> + Send;
}

/// Reads by `Query`.
#[derive(Clone, Debug)]
pub struct DynamoIndex {
    client: Client,
    table: String,
}

impl DynamoIndex {
    /// Reads the index of this table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl ReadIndex for DynamoIndex {
    async fn read(
        &self,
        shard: &str,
        before: Time,
        from: Option<&From>,
    ) -> Result<Page, SweepError> {
        let call = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(ACTIVE_INDEX)
            .key_condition_expression("activeShard = :shard AND lastActivityAt < :before")
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":before", text(&before.to_string()))
            .limit(PAGE)
            .set_exclusive_start_key(from.map(|from| from.key(shard)));
        let answer = call.send().await;
        let answer = answer.map_err(|error| SweepError::NotRead(describe(&error)))?;
        let next = answer.last_evaluated_key.as_ref().map(From::of).transpose()?;
        let items = answer.items.unwrap_or_default();
        Ok(Page { active: items.into_iter().filter_map(active).collect(), next })
    }
}

impl From {
    fn of(key: &HashMap<String, AttributeValue>) -> Result<Self, SweepError> {
        let text = |name: &str| key.get(name).and_then(|it| it.as_s().ok()).cloned();
        let parts = (text("pk"), text("sk"), text("lastActivityAt"));
        let (Some(pk), Some(sk), Some(last_activity_at)) = parts else {
            return Err(SweepError::NotRead("a key of another form".to_owned()));
        };
        Ok(Self { pk, sk, last_activity_at })
    }

    fn key(&self, shard: &str) -> HashMap<String, AttributeValue> {
        let Self { pk, sk, last_activity_at } = self;
        [
            ("pk", pk.as_str()),
            ("sk", sk),
            ("lastActivityAt", last_activity_at),
            ("activeShard", shard),
        ]
        .map(|(name, value)| (name.to_owned(), text(value)))
        .into()
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// What cannot be read now cannot be read later either: `progress` writes nothing of the kind.
fn active(item: HashMap<String, AttributeValue>) -> Option<Active> {
    let active = serde_dynamo::from_item(item).ok();
    if active.is_none() {
        tracing::error!("enrollment.unreadable");
    }
    active
}

#[cfg(test)]
mod tests {
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
        let index = DynamoIndex::new(Client::new(&config), "enrollments".to_owned());
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
    async fn a_refusal_is_an_error() {
        let refusal = json!({"__type": "AccessDeniedException", "message": "not you"});
        let (config, _) = json_aws([(400, refusal)]);
        let index = DynamoIndex::new(Client::new(&config), "enrollments".to_owned());
        let read = index.read("07", "2026-11-10T05:00:00Z".parse().unwrap(), None).await;
        assert!(matches!(read, Err(SweepError::NotRead(_))), "{read:?}");
    }
}
