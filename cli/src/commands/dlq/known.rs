//! What the tables say of the events in dead letters.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use serde::de::DeserializeOwned;

use crate::aws_error::AwsError;
use crate::dead_letters::Content;
use crate::stack::Stack;

/// The most keys that one call may name.
const MAX_KEYS: usize = 100;
/// Before asking again for what a busy table left out.
const PAUSE: Duration = Duration::from_millis(200);

type Item = HashMap<String, AttributeValue>;

/// An item that was found, or why it cannot be read.
pub(crate) type Found<T> = Result<Box<T>, String>;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) rows: HashMap<ItemKey, Found<HistoryItem>>,
    pub(crate) records: HashMap<ItemKey, Found<EnrollmentItem>>,
}

/// Reads history rows and records of these contents, consistently.
pub(crate) async fn look_up<'a>(
    stack: &Stack,
    contents: impl Iterator<Item = &'a Content>,
) -> Result<Known, AwsError> {
    let mut wanted = BTreeSet::new();
    for content in contents {
        if let Content::Event(event) = content {
            wanted.insert((&stack.history, &event.row));
            wanted.extend(event.record.as_ref().map(|record| (&stack.enrollments, record)));
        }
    }
    let wanted: Vec<(&String, &ItemKey)> = wanted.into_iter().collect();
    let mut known = Known::default();
    for keys in wanted.chunks(MAX_KEYS) {
        read(stack, keys, &mut known).await?;
    }
    Ok(known)
}

async fn read(
    stack: &Stack,
    keys: &[(&String, &ItemKey)],
    known: &mut Known,
) -> Result<(), AwsError> {
    let mut request = request(keys);
    loop {
        let call = stack.dynamo.batch_get_item().set_request_items(Some(request));
        let answer = call.send().await.map_err(|error| AwsError::of(&error, &stack.place))?;
        for (table, items) in answer.responses.unwrap_or_default() {
            if table == stack.history {
                known.rows.extend(items.into_iter().map(found));
            } else {
                known.records.extend(items.into_iter().map(found));
            }
        }
        request = answer.unprocessed_keys.unwrap_or_default();
        if request.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn request(keys: &[(&String, &ItemKey)]) -> HashMap<String, KeysAndAttributes> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let mut tables: HashMap<String, Vec<Item>> = HashMap::new();
    for (table, ItemKey { pk, sk }) in keys {
        let key = Item::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]);
        tables.entry((*table).clone()).or_default().push(key);
    }
    let asked = |keys| KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true);
    tables
        .into_iter()
        .filter_map(|(table, keys)| Some((table, asked(keys).build().ok()?)))
        .collect()
}

fn found<T: DeserializeOwned>(item: Item) -> (ItemKey, Found<T>) {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    let key = ItemKey { pk: text("pk").unwrap_or_default(), sk: text("sk").unwrap_or_default() };
    (key, serde_dynamo::from_item(item).map(Box::new).map_err(|error| error.to_string()))
}
