//! The rules file that was accepted last, in the notifications table.

use aws_sdk_dynamodb::Client;
use milepost_domain::Time;
use milepost_notification::item::{PolicyItem, policy_key};
use milepost_runtime::aws_error::describe;

use super::attributes;
use crate::ports::{KeepAccepted, Outside, ReadAccepted};

/// Keeps it by `PutItem`, reads it by `GetItem`.
#[derive(Clone, Debug)]
pub struct DynamoAccepted {
    client: Client,
    table: String,
    clock: fn() -> Time,
}

impl DynamoAccepted {
    /// Keeps it in this table.
    pub fn new(client: Client, table: impl Into<String>, clock: fn() -> Time) -> Self {
        Self { client, table: table.into(), clock }
    }
}

impl ReadAccepted for DynamoAccepted {
    async fn accepted(&self) -> Result<Option<String>, Outside> {
        let call = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = call.set_key(Some(attributes(policy_key()))).send().await;
        let answer = answer.map_err(|error| failed(describe(&error)))?;
        let item: Option<PolicyItem> = answer
            .item
            .map(serde_dynamo::from_item)
            .transpose()
            .map_err(|error| failed(error.to_string()))?;
        Ok(item.map(|item| item.text))
    }
}

impl KeepAccepted for DynamoAccepted {
    async fn keep(&self, text: &str) -> Result<(), Outside> {
        let item = PolicyItem::new(text, (self.clock)());
        let item = serde_dynamo::to_item(item).map_err(|error| failed(error.to_string()))?;
        let call = self.client.put_item().table_name(&self.table).set_item(Some(item));
        call.send().await.map(|_| ()).map_err(|error| failed(describe(&error)))
    }
}

fn failed(why: String) -> Outside {
    Outside { what: "the accepted policy", why }
}
