//! Port: what is due.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_domain::Time;
use milepost_notification::item::PENDING_INDEX;
use milepost_runtime::aws_error::describe;

use crate::{Due, PickupError};

type Key = HashMap<String, AttributeValue>;

/// A page of what is due, the longest due first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What is due.
    pub due: Vec<Due>,
    /// Where the next page begins, if there is one.
    pub next: Option<Key>,
}

/// Port: reads a page of what is due.
pub trait ReadDue {
    /// The page of a shard from there on, from its start without.
    ///
    /// # Errors
    /// [`PickupError::NotRead`].
    fn read(
        &self,
        shard: &str,
        now: Time,
        from: Option<Key>,
    ) -> impl Future<Output = Result<Page, PickupError>> + Send;
}

/// Reads by `Query` from the index of pending notifications.
#[derive(Clone, Debug)]
pub struct DynamoDue {
    client: Client,
    table: String,
}

impl DynamoDue {
    /// Reads from this table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl ReadDue for DynamoDue {
    async fn read(&self, shard: &str, now: Time, from: Option<Key>) -> Result<Page, PickupError> {
        let call = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(PENDING_INDEX)
            .key_condition_expression("pendingShard = :shard AND dueAt <= :now")
            .expression_attribute_values(":shard", AttributeValue::S(shard.to_owned()))
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .set_exclusive_start_key(from);
        let answer = call.send().await;
        let answer = answer.map_err(|error| PickupError::NotRead(describe(&error)))?;
        let due = answer.items().iter().filter_map(due).collect();
        Ok(Page { due, next: answer.last_evaluated_key })
    }
}

fn due(item: &Key) -> Option<Due> {
    let text = |name: &str| item.get(name)?.as_s().ok();
    let id = text("pk").and_then(|pk| pk.strip_prefix("notification#")?.parse().ok());
    let at = text("dueAt").and_then(|at| at.parse().ok());
    let due = id.zip(at).map(|(id, at)| Due { id, at });
    if due.is_none() {
        // Nothing else is written there, and no further try makes one of it.
        tracing::error!("pending.unreadable");
    }
    due
}

#[cfg(test)]
mod tests {
    use milepost_scripted_aws::json_aws;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_page_by_page() {
        let pk = format!("notification#{}", "ab".repeat(32));
        let item = json!({
            "pk": {"S": pk}, "sk": {"S": "notification"}, "dueAt": {"S": "2026-11-24T08:00:00.000Z"},
            "pendingShard": {"S": "a"},
        });
        let (config, requests) = json_aws([
            (200, json!({"Items": [item, {"pk": {"S": "odd"}}], "LastEvaluatedKey": item})),
            (200, json!({"Items": []})),
        ]);
        let table = DynamoDue::new(Client::new(&config), "notifications".to_owned());
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        let page = table.read("a", now, None).await.unwrap();
        assert_eq!(page.due.len(), 1);
        assert_eq!(page.due[0].at.to_string(), "2026-11-24T08:00:00.000Z");
        assert_eq!(table.read("a", now, page.next).await, Ok(Page::default()));
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(requests.calls());
        });
    }

    #[tokio::test]
    async fn a_refusal_is_an_error() {
        let refusal = json!({"__type": "AccessDeniedException", "message": "not you"});
        let (config, _) = json_aws([(400, refusal)]);
        let table = DynamoDue::new(Client::new(&config), "notifications".to_owned());
        let read = table.read("a", "2026-11-24T09:00:00Z".parse().unwrap(), None).await;
        assert!(matches!(read, Err(PickupError::NotRead(_))), "{read:?}");
    }
}
