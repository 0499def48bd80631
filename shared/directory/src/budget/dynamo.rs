//! The budget as one item for each resource, written with a version check.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use milepost_alm::budget::{BudgetError, PauseRequests, Resource, TakeRequest};
use milepost_domain::Time;
use milepost_runtime::aws_error::describe;
use serde::{Deserialize, Serialize};

use super::window::Window;

/// How often an item is written anew because another function was faster.
const ATTEMPTS: u32 = 8;
const SORT_KEY: &str = "requests";

/// The budget in the directory's table.
#[derive(Clone, Debug)]
pub struct DynamoBudget {
    client: Client,
    table: String,
    requests_per_hour: u32,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Item {
    pk: String,
    sk: String,
    version: u64,
    window: Window,
}

/// What a change of a window comes to: the new one, or when to ask again.
type Change = Result<Window, Time>;

enum WriteError {
    Conflict,
    Call(String),
}

impl DynamoBudget {
    /// So many requests per hour, to each resource.
    pub fn new(client: Client, table: String, requests_per_hour: u32) -> Self {
        Self { client, table, requests_per_hour }
    }

    async fn update(
        &self,
        resource: Resource,
        change: impl Fn(&Window) -> Change + Send,
    ) -> Result<(), BudgetError> {
        for _ in 0..ATTEMPTS {
            let item = self.read(resource).await?;
            let window = change(&item.window)
                .map_err(|until| BudgetError::Spent { resource, until: until.into() })?;
            match self.write(Item { window, version: item.version + 1, ..item }).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Conflict) => {}
                Err(WriteError::Call(error)) => return Err(BudgetError::Unavailable(error)),
            }
        }
        Err(BudgetError::Unavailable("other functions were faster each time".to_owned()))
    }

    async fn read(&self, resource: Resource) -> Result<Item, BudgetError> {
        let pk = format!("budget#{}", resource.as_str());
        let call = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(pk.clone()))
            .key("sk", AttributeValue::S(SORT_KEY.to_owned()))
            .consistent_read(true);
        let answer =
            call.send().await.map_err(|error| BudgetError::Unavailable(describe(&error)))?;
        let new = Item { pk, sk: SORT_KEY.to_owned(), ..Item::default() };
        answer.item.map_or(Ok(new), |item| {
            let unreadable = |_| BudgetError::Unavailable("its item cannot be read".to_owned());
            serde_dynamo::from_item(item).map_err(unreadable)
        })
    }

    /// Puts the item if it is one version ahead of what the table holds.
    async fn write(&self, item: Item) -> Result<(), WriteError> {
        let before = AttributeValue::N((item.version - 1).to_string());
        let item =
            serde_dynamo::to_item(item).map_err(|error| WriteError::Call(error.to_string()))?;
        let call = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR #version = :before")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":before", before);
        call.send().await.map(|_| ()).map_err(|error| of_write(&error))
    }
}

fn of_write(error: &SdkError<PutItemError>) -> WriteError {
    let refusal = error.as_service_error();
    if refusal.is_some_and(PutItemError::is_conditional_check_failed_exception) {
        WriteError::Conflict
    } else {
        WriteError::Call(describe(error))
    }
}

impl TakeRequest for DynamoBudget {
    async fn take(&self, resource: Resource, now: Timestamp) -> Result<(), BudgetError> {
        let limit = self.requests_per_hour;
        self.update(resource, |window| window.take(limit, now.into())).await
    }
}

impl PauseRequests for DynamoBudget {
    async fn pause(&self, resource: Resource, until: Timestamp) {
        let paused = self.update(resource, |window| Ok(window.pause(until.into()))).await;
        if let Err(error) = paused {
            tracing::warn!(resource = resource.as_str(), %error, "alm.pause.not_kept");
        }
    }
}

#[cfg(test)]
mod tests;
