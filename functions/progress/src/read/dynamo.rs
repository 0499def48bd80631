//! Reading by `BatchGetItem`.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use milepost_contracts::ItemKey;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::LimitError;
use milepost_runtime::limits::dynamodb::{Key, check_get};
use serde::de::DeserializeOwned;

use super::{Known, ReadError, ReadKnown, Wanted};
use crate::config::Tables;

/// How often keys that were left unprocessed are asked for.
const ROUNDS: u32 = 6;
/// The pause before asking again, doubled each time: a table under pressure needs one.
const FIRST_PAUSE: Duration = Duration::from_millis(25);

type Item = HashMap<String, AttributeValue>;
type Request = HashMap<String, KeysAndAttributes>;

/// Reads from the two tables.
#[derive(Clone, Debug)]
pub struct DynamoRead {
    client: Client,
    tables: Tables,
}

impl DynamoRead {
    /// Reads from these tables.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables }
    }

    fn check(&self, wanted: &Wanted) -> Result<(), LimitError> {
        let enrollments =
            wanted.enrollments.iter().map(|key| limited(&self.tables.enrollments, key));
        let history = wanted.history.iter().map(|key| limited(&self.tables.history, key));
        check_get(&enrollments.chain(history).collect::<Vec<_>>())
    }

    fn request(&self, wanted: &Wanted) -> Result<Request, ReadError> {
        self.check(wanted)?;
        let mut request = Request::new();
        let mut ask =
            |table: &String, keys: &BTreeSet<ItemKey>, projection| -> Result<(), BuildError> {
                if !keys.is_empty() {
                    request.insert(table.clone(), keys_and_attributes(keys, projection)?);
                }
                Ok(())
            };
        ask(&self.tables.enrollments, &wanted.enrollments, None)
            .and_then(|()| ask(&self.tables.history, &wanted.history, Some("pk, sk, message")))
            .map_err(|error| ReadError::Call(error.to_string()))?;
        Ok(request)
    }

    fn take(&self, responses: HashMap<String, Vec<Item>>, known: &mut Known) {
        for (table, items) in responses {
            for item in items {
                let key = key_of(&item);
                let is_read = if table == self.tables.enrollments {
                    insert(&mut known.enrollments, &key, item)
                } else {
                    insert(&mut known.history, &key, item)
                };
                if !is_read {
                    known.unreadable.insert(key);
                }
            }
        }
    }
}

fn limited<'a>(table: &'a str, key: &'a ItemKey) -> Key<'a> {
    Key { table, partition: &key.pk, sort: &key.sk }
}

/// `DynamoDB` guarantees both, as texts.
fn key_of(item: &Item) -> ItemKey {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    ItemKey { pk: text("pk").unwrap_or_default(), sk: text("sk").unwrap_or_default() }
}

/// Whether the item could be read.
fn insert<T: DeserializeOwned>(known: &mut HashMap<ItemKey, T>, key: &ItemKey, item: Item) -> bool {
    let read = serde_dynamo::from_item(item);
    read.map(|item| known.insert(key.clone(), item)).is_ok()
}

fn keys_and_attributes(
    keys: &BTreeSet<ItemKey>,
    projection: Option<&str>,
) -> Result<KeysAndAttributes, BuildError> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let key = |key: &ItemKey| {
        Item::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
    };
    KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .set_projection_expression(projection.map(str::to_owned))
        .consistent_read(true)
        .build()
}

impl ReadKnown for DynamoRead {
    async fn read(&self, wanted: &Wanted) -> Result<Known, ReadError> {
        let mut known = Known::default();
        let mut request = self.request(wanted)?;
        let mut pause = FIRST_PAUSE;
        for round in 0..ROUNDS {
            if request.is_empty() {
                return Ok(known);
            }
            if round > 0 {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            let answer = self.client.batch_get_item().set_request_items(Some(request)).send().await;
            let answer = answer.map_err(|error| ReadError::Call(describe(&error)))?;
            self.take(answer.responses.unwrap_or_default(), &mut known);
            request = answer.unprocessed_keys.unwrap_or_default();
        }
        let keys = request.values().map(|keys| keys.keys.len()).sum();
        if keys == 0 { Ok(known) } else { Err(ReadError::Unprocessed { keys }) }
    }
}
