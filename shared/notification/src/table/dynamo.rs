//! The table in Amazon DynamoDB.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ItemKey;
use milepost_domain::Time;
use milepost_runtime::aws_error::describe;

use super::{ReadNotification, ReadSuppression, Revised, Suppress, TableError, WriteNotification};
use crate::item::{NotificationItem, SuppressedItem, notification_key, suppressed_key};
use crate::{NotificationId, Reason};

type Attributes = HashMap<String, AttributeValue>;

/// Notifications, by `GetItem` and `PutItem`.
#[derive(Clone, Debug)]
pub struct DynamoNotifications {
    client: Client,
    table: String,
}

impl DynamoNotifications {
    /// Reads and writes this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

impl ReadNotification for DynamoNotifications {
    async fn read(&self, id: NotificationId) -> Result<Option<Revised>, TableError> {
        let call = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = call.set_key(Some(attributes(&notification_key(id)))).send().await;
        let answer = answer.map_err(|error| TableError::Call(describe(&error)))?;
        let item: Option<NotificationItem> =
            answer.item.map(serde_dynamo::from_item).transpose().map_err(item_error)?;
        Ok(item.map(|item| Revised { value: item.notification, revision: item.revision }))
    }
}

impl WriteNotification for DynamoNotifications {
    async fn write(&self, notification: &Revised) -> Result<u64, TableError> {
        let Revised { value, revision } = notification;
        let item = NotificationItem::new(value.clone(), revision + 1);
        let item = serde_dynamo::to_item(item).map_err(item_error)?;
        let call = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let call = match revision {
            0 => call.condition_expression("attribute_not_exists(pk)"),
            _ => call
                .condition_expression("#revision = :revision")
                .expression_attribute_names("#revision", "revision")
                .expression_attribute_values(":revision", AttributeValue::N(revision.to_string())),
        };
        call.send().await.map(|_| revision + 1).map_err(|error| cause(&error))
    }
}

/// The suppression list, by `GetItem` and `PutItem`.
#[derive(Clone, Debug)]
pub struct DynamoSuppressions {
    client: Client,
    table: String,
}

impl DynamoSuppressions {
    /// Reads and writes this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

impl ReadSuppression for DynamoSuppressions {
    async fn is_suppressed(&self, address: &str) -> Result<bool, TableError> {
        let call = self.client.get_item().table_name(&self.table).consistent_read(true);
        let call = call.set_key(Some(attributes(&suppressed_key(address))));
        let answer = call.projection_expression("pk").send().await;
        answer
            .map(|answer| answer.item.is_some())
            .map_err(|error| TableError::Call(describe(&error)))
    }
}

impl Suppress for DynamoSuppressions {
    async fn suppress(
        &self,
        address: &str,
        reason: &Reason,
        since: Time,
    ) -> Result<(), TableError> {
        let item = SuppressedItem::new(address, reason.clone(), since);
        let item = serde_dynamo::to_item(item).map_err(item_error)?;
        let call = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let answer = call.send().await;
        answer.map(|_| ()).map_err(|error| TableError::Call(describe(&error)))
    }
}

fn attributes(key: &ItemKey) -> Attributes {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Attributes::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

/// What the library says names fields and types, not their values.
#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn item_error(error: serde_dynamo::Error) -> TableError {
    TableError::Item(error.to_string())
}

fn cause(error: &SdkError<PutItemError>) -> TableError {
    match error.as_service_error() {
        Some(
            PutItemError::ConditionalCheckFailedException(_)
            | PutItemError::TransactionConflictException(_),
        ) => TableError::Conflict,
        _ => TableError::Call(describe(error)),
    }
}
