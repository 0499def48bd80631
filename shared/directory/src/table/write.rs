//! Writing by `BatchWriteItem`.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};
use futures::{StreamExt, TryStreamExt, stream};
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::BATCH_WRITE_ITEM;
use milepost_runtime::limits::dynamodb::{Key, check_write};

use super::{Rounds, TableError, WriteItems};
use crate::Item;

/// Calls under way at a time.
const PARALLEL: usize = 8;
/// How often items that were left unprocessed are written again: for 25 s in all, in which a
/// table on demand grows.
const AGAIN: u32 = 9;
/// The pause before writing again for the first time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The codes with which `DynamoDB` takes nothing of a call now, but may take it later.
const THROTTLED: [&str; 3] =
    ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/// Writes to a table of `DynamoDB`.
#[derive(Clone, Debug)]
pub struct DynamoWrite {
    client: Client,
    table: String,
}

impl DynamoWrite {
    /// Writes to this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// One call's worth of items, and again what it leaves undone.
    async fn call(&self, items: &[(&Item, usize)]) -> Result<(), TableError> {
        let limited = items.iter().map(|(item, bytes)| (limited(&self.table, item), *bytes));
        check_write(&limited.collect::<Vec<_>>()).map_err(TableError::of)?;
        let puts: Result<Vec<WriteRequest>, TableError> =
            items.iter().map(|(item, _)| put(item)).collect();
        let mut puts = puts?;
        let mut rounds = Rounds::new(AGAIN, FIRST_PAUSE);
        loop {
            let call = self.client.batch_write_item().request_items(&self.table, puts.clone());
            puts = match call.send().await {
                Ok(answer) => answer.unprocessed_items.unwrap_or_default(),
                Err(error) if is_throttled(&error) => HashMap::from([(self.table.clone(), puts)]),
                Err(error) => return Err(TableError::Call(describe(&error))),
            }
            .into_values()
            .flatten()
            .collect();
            if puts.is_empty() {
                return Ok(());
            }
            rounds.next(puts.len()).await?;
        }
    }
}

impl WriteItems for DynamoWrite {
    async fn write(&self, items: &[Item]) -> Result<(), TableError> {
        let sized: Result<Vec<(&Item, usize)>, TableError> =
            latest(items).into_iter().map(|item| Ok((item, bytes(item)?))).collect();
        let sized = sized?;
        let calls = BATCH_WRITE_ITEM.cut(sized.iter().map(|(_, bytes)| *bytes));
        let calls: Vec<_> = calls.into_iter().map(|call| self.call(&sized[call])).collect();
        stream::iter(calls).buffer_unordered(PARALLEL).try_collect().await
    }
}

fn limited<'a>(table: &'a str, item: &'a Item) -> Key<'a> {
    Key { table, partition: &item.pk, sort: &item.sk }
}

/// Each key once, with the last item that has it: calls run side by side, and one call with two
/// equal keys is refused.
fn latest(items: &[Item]) -> Vec<&Item> {
    let mut last = HashMap::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        last.insert((&item.pk, &item.sk), place);
    }
    let is_last = |(place, item): &(usize, &Item)| last.get(&(&item.pk, &item.sk)) == Some(place);
    items.iter().enumerate().filter(is_last).map(|(_, item)| item).collect()
}

/// No less than the item's size to `DynamoDB`: JSON spends more on each name and value than the
/// developer guide's "item sizes and formats" counts for it.
fn bytes(item: &Item) -> Result<usize, TableError> {
    // What it could not write would be named in its error: say nothing of it.
    let unwritable = |_| TableError::Call("an item cannot be written as JSON".to_owned());
    serde_json::to_vec(item).map(|json| json.len()).map_err(unwritable)
}

fn put(item: &Item) -> Result<WriteRequest, TableError> {
    let attributes = serde_dynamo::to_item(item)
        .map_err(|_| TableError::Call("an item cannot be written as attributes".to_owned()))?;
    let put = PutRequest::builder().set_item(Some(attributes)).build().map_err(TableError::of)?;
    Ok(WriteRequest::builder().put_request(put).build())
}

fn is_throttled<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code().is_some_and(|code| THROTTLED.contains(&code))
}
