//! Calls of which a part may be left undone: that part is asked for again.

use std::collections::HashMap;
use std::iter::once;
use std::time::Duration;

use aws_sdk_dynamodb::types::{KeysAndAttributes, PutRequest, WriteRequest};
use tokio::time::sleep;

use super::Dynamo;
use super::errors::cause;
use crate::batch::Selection;
use crate::error::StoreError;
use crate::item::{Item, key_attributes};

/// How often keys that were left unprocessed are asked for again.
const READS_AGAIN: u32 = 5;
const FIRST_PAUSE_OF_READS: Duration = Duration::from_millis(25);
/// How often items that were left unprocessed are written again: for 25 s in all, in which a
/// table on demand grows.
const WRITES_AGAIN: u32 = 9;
const FIRST_PAUSE_OF_WRITES: Duration = Duration::from_millis(50);

impl Dynamo {
    /// Reads by `BatchGetItem`.
    pub(super) async fn read_all(
        &self,
        selections: &[Selection<'_>],
    ) -> Result<HashMap<String, Vec<Item>>, StoreError> {
        let mut found = HashMap::<String, Vec<Item>>::new();
        let asked = selections.iter().filter(|it| !it.keys.is_empty());
        let mut request = asked.map(wanted).collect::<Result<HashMap<_, _>, _>>()?;
        for pause in pauses(READS_AGAIN, FIRST_PAUSE_OF_READS) {
            rest(pause).await;
            let answer = self.client.batch_get_item().set_request_items(Some(request)).send().await;
            let answer = answer.map_err(|error| cause(&error))?;
            for (table, items) in answer.responses.unwrap_or_default() {
                found.entry(table).or_default().extend(items);
            }
            request = answer.unprocessed_keys.unwrap_or_default();
            if request.values().all(|left| left.keys.is_empty()) {
                return Ok(found);
            }
        }
        Err(StoreError::Throttled("keys left unprocessed".to_owned()))
    }

    /// Writes by `BatchWriteItem`: again what was left undone, and all if nothing was taken.
    pub(super) async fn write_all(&self, table: &str, items: Vec<Item>) -> Result<(), StoreError> {
        let mut puts = items.into_iter().map(put).collect::<Result<Vec<_>, _>>()?;
        for pause in pauses(WRITES_AGAIN, FIRST_PAUSE_OF_WRITES) {
            rest(pause).await;
            let call = self.client.batch_write_item().request_items(table, puts.clone());
            match call.send().await.map_err(|error| cause(&error)) {
                Ok(answer) => {
                    let left = answer.unprocessed_items.unwrap_or_default();
                    puts = left.into_values().flatten().collect();
                }
                Err(StoreError::Throttled(_)) => {}
                Err(error) => return Err(error),
            }
            if puts.is_empty() {
                return Ok(());
            }
        }
        Err(StoreError::Throttled("items left unprocessed".to_owned()))
    }
}

/// None before the first try, then each twice as long as the one before: a table under pressure
/// needs them (Amazon DynamoDB developer guide, "Error handling": exponential backoff).
fn pauses(again: u32, first: Duration) -> impl Iterator<Item = Duration> {
    once(Duration::ZERO).chain((0..again).map(move |round| first * (1 << round)))
}

async fn rest(pause: Duration) {
    // A timer takes a millisecond at least.
    if !pause.is_zero() {
        sleep(pause).await;
    }
}

/// What is asked of a table, by its name.
fn wanted(selection: &Selection<'_>) -> Result<(String, KeysAndAttributes), StoreError> {
    let source = selection.table.source();
    let keys = selection.keys.iter().map(|key| key_attributes(key)).collect();
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys));
    let wanted = wanted.set_consistent_read(source.is_consistent.then_some(true)).build();
    let wanted = wanted.map_err(|error| StoreError::Refused(error.to_string()))?;
    Ok((source.table.to_owned(), wanted))
}

fn put(item: Item) -> Result<WriteRequest, StoreError> {
    let put = PutRequest::builder().set_item(Some(item)).build();
    let put = put.map_err(|error| StoreError::Refused(error.to_string()))?;
    Ok(WriteRequest::builder().put_request(put).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double() {
        let millis: Vec<u128> =
            pauses(4, Duration::from_millis(50)).map(|pause| pause.as_millis()).collect();
        assert_eq!(millis, [0, 50, 100, 200, 400]);
    }
}
