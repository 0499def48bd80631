//! Tables in Amazon DynamoDB.

mod batch;
mod errors;
mod expressions;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, ReturnValue, TransactWriteItem};
use milepost_contracts::ItemKey;

use self::errors::{cause, cause_of_transaction};
use self::expressions::{condition, key_condition};
use crate::backend::{Answer, Items, Source, TableBackend};
use crate::error::StoreError;
use crate::item::{Item, key_attributes};
use crate::query::{Position, Query};
use crate::write::Write;

#[derive(Clone, Debug)]
pub(crate) struct Dynamo {
    client: Client,
}

impl Dynamo {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    async fn write_one(&self, write: Write) -> Result<(), StoreError> {
        let Write { table, key, item, condition: needed } = write;
        let (expression, names, values) = condition(needed.as_ref());
        if let Some(item) = item {
            let call = self.client.put_item().table_name(&*table).set_item(Some(item));
            let call = call.set_condition_expression(expression);
            let call = call.set_expression_attribute_names(names);
            let answer = call.set_expression_attribute_values(values).send().await;
            return answer.map(drop).map_err(|error| cause(&error));
        }
        let call = self.client.delete_item().table_name(&*table);
        let call = call.set_key(Some(key_attributes(&key))).set_condition_expression(expression);
        let call = call.set_expression_attribute_names(names);
        let answer = call.set_expression_attribute_values(values).send().await;
        answer.map(drop).map_err(|error| cause(&error))
    }

    async fn page(&self, source: Source<'_>, query: &Query) -> Result<Items, StoreError> {
        let (expression, names, values) = key_condition(query);
        let call = self.client.query().table_name(source.table).set_index_name(query.index.clone());
        let call = call.key_condition_expression(expression);
        let call = call.set_expression_attribute_names(Some(names));
        let call = call.set_expression_attribute_values(Some(values));
        // An index is never read consistently.
        let is_consistent = source.is_consistent && query.index.is_none();
        let call = call.set_consistent_read(is_consistent.then_some(true));
        let call = call.scan_index_forward(!query.newest_first);
        let call = call.set_limit(query.limit.and_then(|limit| limit.try_into().ok()));
        let from = query.from.as_ref().map(|position| position.0.clone());
        let answer = call.set_exclusive_start_key(from).send().await;
        let answer = answer.map_err(|error| cause(&error))?;
        Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key.map(Position)))
    }

    async fn count_one(&self, table: &str, key: &ItemKey, name: &str) -> Result<u64, StoreError> {
        let call = self.client.update_item().table_name(table);
        let call = call.set_key(Some(key_attributes(key))).update_expression("ADD #counter :one");
        let call = call.expression_attribute_names("#counter", name);
        let one = AttributeValue::N("1".to_owned());
        let call = call.expression_attribute_values(":one", one);
        let answer = call.return_values(ReturnValue::UpdatedNew).send().await;
        let answer = answer.map_err(|error| cause(&error))?;
        let counted = answer.attributes.as_ref().and_then(|attributes| attributes.get(name));
        let counted = counted.and_then(|number| number.as_n().ok()?.parse().ok());
        counted.ok_or_else(|| StoreError::Unreadable("no count".to_owned()))
    }
}

impl TableBackend for Dynamo {
    fn get<'a>(&'a self, source: Source<'a>, key: &'a ItemKey) -> Answer<'a, Option<Item>> {
        Box::pin(async move {
            let call = self.client.get_item().table_name(source.table);
            let call = call.set_consistent_read(source.is_consistent.then_some(true));
            let answer = call.set_key(Some(key_attributes(key))).send().await;
            answer.map(|answer| answer.item).map_err(|error| cause(&error))
        })
    }

    fn get_many<'a>(&'a self, source: Source<'a>, keys: &'a [ItemKey]) -> Answer<'a, Vec<Item>> {
        Box::pin(self.read_all(source, keys))
    }

    fn query<'a>(&'a self, source: Source<'a>, query: &'a Query) -> Answer<'a, Items> {
        Box::pin(self.page(source, query))
    }

    fn write(&self, write: Write) -> Answer<'_, ()> {
        Box::pin(self.write_one(write))
    }

    fn put_many<'a>(&'a self, table: &'a str, items: Vec<Item>) -> Answer<'a, ()> {
        Box::pin(self.write_all(table, items))
    }

    fn transact(&self, writes: Vec<Write>) -> Answer<'_, ()> {
        Box::pin(async move {
            let items = writes.into_iter().map(transacted).collect::<Result<_, _>>();
            let items = items.map_err(|error| StoreError::Refused(error.to_string()))?;
            // The SDK sends one idempotency token with all attempts of this call.
            let call = self.client.transact_write_items().set_transact_items(Some(items));
            call.send().await.map(drop).map_err(|error| cause_of_transaction(&error))
        })
    }

    fn count<'a>(&'a self, table: &'a str, key: &'a ItemKey, name: &'a str) -> Answer<'a, u64> {
        Box::pin(self.count_one(table, key, name))
    }
}

fn transacted(write: Write) -> Result<TransactWriteItem, BuildError> {
    let Write { table, key, item, condition: needed } = write;
    let (expression, names, values) = condition(needed.as_ref());
    let write = TransactWriteItem::builder();
    if let Some(item) = item {
        let put = Put::builder().table_name(&*table).set_item(Some(item));
        let put = put.set_condition_expression(expression).set_expression_attribute_names(names);
        return Ok(write.put(put.set_expression_attribute_values(values).build()?).build());
    }
    let delete = Delete::builder().table_name(&*table).set_key(Some(key_attributes(&key)));
    let delete = delete.set_condition_expression(expression).set_expression_attribute_names(names);
    Ok(write.delete(delete.set_expression_attribute_values(values).build()?).build())
}

#[cfg(test)]
mod tests;
