//! `BatchGetItem`, `TransactWriteItems` and `PutItem`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem};
use serde_json::Value;

use crate::calls::{Call, text};

/// The input of a call.
#[derive(Clone, Debug)]
pub enum DynamoDb {
    /// Of `BatchGetItem`.
    Read(HashMap<String, KeysAndAttributes>),
    /// Of `TransactWriteItems`.
    Write(Vec<TransactWriteItem>),
    /// Of `PutItem`, which has the members of a put in a transaction.
    Put(Put),
}

impl DynamoDb {
    /// Makes the input that was recorded.
    pub fn prepare(call: &Call) -> Self {
        match call.operation.as_str() {
            "BatchGetItem" => {
                let tables = call.input["RequestItems"].as_object().expect("tables");
                Self::Read(tables.iter().map(|(name, it)| (name.clone(), keys(it))).collect())
            }
            "TransactWriteItems" => {
                let items = call.input["TransactItems"].as_array().expect("items");
                let put = |it: &Value| TransactWriteItem::builder().put(put(&it["Put"])).build();
                Self::Write(items.iter().map(put).collect())
            }
            "PutItem" => Self::Put(put(&call.input)),
            other => panic!("{other} is not played"),
        }
    }

    /// Sends a copy.
    pub async fn send(&self, client: &Client) {
        match self.clone() {
            Self::Read(tables) => {
                let call = client.batch_get_item().set_request_items(Some(tables));
                call.send().await.expect("an answer");
            }
            Self::Write(items) => {
                let call = client.transact_write_items().set_transact_items(Some(items));
                call.send().await.expect("an answer");
            }
            Self::Put(put) => {
                let call = client
                    .put_item()
                    .table_name(put.table_name)
                    .set_item(Some(put.item))
                    .set_condition_expression(put.condition_expression)
                    .set_expression_attribute_names(put.expression_attribute_names)
                    .set_expression_attribute_values(put.expression_attribute_values);
                call.send().await.expect("an answer");
            }
        }
    }
}

fn keys(table: &Value) -> KeysAndAttributes {
    let keys = table["Keys"].as_array().expect("keys");
    KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().filter_map(item).collect()))
        .set_projection_expression(text(table, "ProjectionExpression"))
        .set_consistent_read(table["ConsistentRead"].as_bool())
        .build()
        .expect("keys")
}

fn put(put: &Value) -> Put {
    let names = put["ExpressionAttributeNames"].as_object().map(|names| {
        let names = names.iter();
        names.filter_map(|(name, it)| Some((name.clone(), it.as_str()?.to_owned()))).collect()
    });
    Put::builder()
        .set_table_name(text(put, "TableName"))
        .set_item(item(&put["Item"]))
        .set_condition_expression(text(put, "ConditionExpression"))
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(item(&put["ExpressionAttributeValues"]))
        .build()
        .expect("a put")
}

fn item(item: &Value) -> Option<HashMap<String, AttributeValue>> {
    let item = item.as_object()?.iter();
    Some(item.map(|(name, it)| (name.clone(), attribute_value(it))).collect())
}

fn attribute_value(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().and_then(|it| it.iter().next()).expect("a value");
    let text = || value.as_str().expect("a text").to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value.as_bool().expect("a truth value")),
        "NULL" => AttributeValue::Null(true),
        "L" => {
            let list = value.as_array().expect("a list");
            AttributeValue::L(list.iter().map(attribute_value).collect())
        }
        "M" => AttributeValue::M(item(value).expect("a map")),
        other => panic!("{other} is not used"),
    }
}
