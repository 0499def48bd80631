//! Reading by `BatchGetItem`.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use milepost_contracts::ItemKey;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::BATCH_GET_ITEM;
use milepost_runtime::limits::dynamodb::{Key, check_get};

use super::{ReadItems, Rounds, TableError};
use crate::Item;

/// How often keys that were left unprocessed are asked for again.
const AGAIN: u32 = 5;
/// The pause before asking again for the first time.
const FIRST_PAUSE: Duration = Duration::from_millis(25);

type Attributes = HashMap<String, AttributeValue>;

/// Reads from a table of `DynamoDB`. What another release wrote in a form that this one does not
/// know is left out, as if it was not there: it will be fetched again.
#[derive(Clone, Debug)]
pub struct DynamoRead {
    client: Client,
    table: String,
    is_consistent: bool,
}

impl DynamoRead {
    /// Reads from this table what may be a moment old.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), is_consistent: false }
    }

    /// Reads from this table what it holds now, at twice the price.
    pub fn consistent(client: Client, table: impl Into<String>) -> Self {
        Self { is_consistent: true, ..Self::new(client, table) }
    }

    /// One call's worth of keys, and again what it leaves undone.
    async fn call(
        &self,
        keys: &[&ItemKey],
        found: &mut HashMap<ItemKey, Item>,
    ) -> Result<(), TableError> {
        let limited = keys.iter().map(|key| limited(&self.table, key));
        check_get(&limited.collect::<Vec<_>>()).map_err(TableError::of)?;
        let keys = KeysAndAttributes::builder()
            .set_consistent_read(self.is_consistent.then_some(true))
            .set_keys(Some(keys.iter().map(|key| attributes(key)).collect()))
            .build();
        let mut request = HashMap::from([(self.table.clone(), keys.map_err(TableError::of)?)]);
        let mut rounds = Rounds::new(AGAIN, FIRST_PAUSE);
        loop {
            let answer = self.client.batch_get_item().set_request_items(Some(request)).send().await;
            let answer = answer.map_err(|error| TableError::Call(describe(&error)))?;
            let items = answer.responses.unwrap_or_default().into_values().flatten();
            found.extend(items.filter_map(item));
            request = answer.unprocessed_keys.unwrap_or_default();
            match request.values().map(|keys| keys.keys.len()).sum() {
                0 => return Ok(()),
                undone => rounds.next(undone).await?,
            }
        }
    }
}

impl ReadItems for DynamoRead {
    async fn read(&self, keys: &BTreeSet<ItemKey>) -> Result<HashMap<ItemKey, Item>, TableError> {
        let keys: Vec<&ItemKey> = keys.iter().collect();
        let mut found = HashMap::new();
        for keys in keys.chunks(BATCH_GET_ITEM.entries) {
            self.call(keys, &mut found).await?;
        }
        Ok(found)
    }
}

fn limited<'a>(table: &'a str, key: &'a ItemKey) -> Key<'a> {
    Key { table, partition: &key.pk, sort: &key.sk }
}

fn attributes(key: &ItemKey) -> Attributes {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Attributes::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

fn item(attributes: Attributes) -> Option<(ItemKey, Item)> {
    let kind = kind(&attributes).to_owned();
    let read = serde_dynamo::from_item::<_, Item>(attributes);
    if read.is_err() {
        tracing::warn!(kind, "directory.item.unreadable");
    }
    read.ok().map(|item| (item.key(), item))
}

/// What the partition key says before the id, which is nobody's business.
fn kind(attributes: &Attributes) -> &str {
    let key = attributes.get("pk").and_then(|value| value.as_s().ok());
    key.and_then(|key| key.split_once('#')).map_or("unknown", |(kind, _)| kind)
}
