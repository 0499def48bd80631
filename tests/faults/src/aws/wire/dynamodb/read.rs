//! `BatchGetItem`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::address_of;
use crate::aws::StandIn;
use crate::aws::limits::{reads_and_writes, require};
use crate::aws::tables::{Address, Item};
use crate::aws::wire::{Answer, Refusal, json, read_json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Request {
    request_items: BTreeMap<String, KeysAndAttributes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct KeysAndAttributes {
    keys: Vec<Item>,
    #[serde(default)]
    consistent_read: bool,
    projection_expression: Option<String>,
}

pub(crate) fn batch_get_item(aws: &StandIn, body: &[u8]) -> Answer {
    let Request { request_items } = read_json(body)?;
    let mut reads = Vec::new();
    for (table, wanted) in &request_items {
        if !wanted.consistent_read {
            let message = "this stand-in has no reads that are not consistent";
            return Err(Refusal::unexpected("ValidationException", message));
        }
        let projection = projection(wanted.projection_expression.as_deref())?;
        for key in &wanted.keys {
            require(key.len() == 2, "ValidationException", || {
                "a key of other attributes than pk and sk".to_owned()
            })?;
            reads.push((address_of(aws, table, key)?, projection.clone()));
        }
    }
    let addresses: Vec<Address> = reads.iter().map(|(address, _)| address.clone()).collect();
    reads_and_writes::check_reads(&addresses)?;
    Ok(json(&json!({"Responses": responses(aws, reads), "UnprocessedKeys": {}})))
}

/// The items that are there, by table.
fn responses(aws: &StandIn, reads: Vec<(Address, Option<Vec<String>>)>) -> Map<String, Value> {
    let mut responses = Map::new();
    for ((table, key), projection) in reads {
        let item = aws.tables().item(&table, &key);
        let list = responses.entry(table).or_insert_with(|| json!([]));
        let Some(mut item) = item else { continue };
        if let Some(names) = projection {
            item.retain(|name, _| names.contains(name));
        }
        list.as_array_mut().expect("a list, as it was inserted").push(Value::Object(item));
    }
    responses
}

/// Reads a list of plain attribute names.
fn projection(expression: Option<&str>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(expression) = expression else { return Ok(None) };
    let names: Vec<String> = expression.split(',').map(|it| it.trim().to_owned()).collect();
    let plain = |it: &String| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric());
    if names.iter().all(plain) {
        Ok(Some(names))
    } else {
        Err(Refusal::unexpected("ValidationException", expression))
    }
}
