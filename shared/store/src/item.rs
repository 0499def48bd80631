//! Items as AWS's library has them: keys, sizes, conversion from and to entities.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ItemKey;
use milepost_runtime::limits::LimitError;
use milepost_runtime::limits::dynamodb::{FLAG_BYTES, Key, nested_bytes, number_bytes, text_bytes};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{StoreError, unreadable};

/// An item as `DynamoDB` has it.
pub type Item = HashMap<String, AttributeValue>;

pub(crate) fn of_entity(entity: &impl Serialize) -> Result<Item, StoreError> {
    // `to_item` would build the map once more on the way.
    match serde_dynamo::to_attribute_value(entity).map_err(unreadable)? {
        AttributeValue::M(item) => Ok(item),
        _ => Err(StoreError::Unreadable("not a map".to_owned())),
    }
}

pub(crate) fn to_entity<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(unreadable)
}

/// The key's attributes.
pub(crate) fn key_attributes(key: &ItemKey) -> Item {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Item::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

/// The key in an item; empty where it is missing.
pub(crate) fn key_of(item: &Item) -> ItemKey {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    ItemKey { pk: text("pk").unwrap_or_default(), sk: text("sk").unwrap_or_default() }
}

/// A key as the limits see it.
pub(crate) fn limited<'a>(table: &'a str, key: &'a ItemKey) -> Key<'a> {
    Key { table, partition: &key.pk, sort: &key.sk }
}

pub(crate) fn check_key(table: &str, key: &ItemKey) -> Result<(), LimitError> {
    limited(table, key).check()
}

/// The size of an item in bytes, as AWS counts it against its 400 KB ("`DynamoDB` item sizes and
/// formats"); never less than AWS's.
pub fn item_bytes(item: &Item) -> usize {
    elements(item).sum()
}

fn elements(map: &Item) -> impl Iterator<Item = usize> {
    map.iter().map(|(name, value)| text_bytes(name) + value_bytes(value))
}

/// A set counts as the list of its elements: the guide does not say, and it is not more.
fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text_bytes(text),
        AttributeValue::N(number) => number_bytes(number),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => nested_bytes(list.iter().map(value_bytes)),
        AttributeValue::M(map) => nested_bytes(elements(map)),
        AttributeValue::Ss(texts) => nested_bytes(texts.iter().map(|text| text_bytes(text))),
        AttributeValue::Ns(numbers) => nested_bytes(numbers.iter().map(|it| number_bytes(it))),
        AttributeValue::Bs(all) => nested_bytes(all.iter().map(|bytes| bytes.as_ref().len())),
        // Truth values, null, and what a newer SDK may know.
        _ => FLAG_BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn item(attributes: &[(&str, AttributeValue)]) -> Item {
        attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn only_what_has_names_is_an_item() {
        let entity = std::collections::BTreeMap::from([("a", ["b"])]);
        let list = AttributeValue::L(vec![text("b")]);
        assert_eq!(of_entity(&entity).unwrap(), item(&[("a", list)]));
        assert!(matches!(of_entity(&["a"]), Err(StoreError::Unreadable(_))));
    }

    #[test]
    fn an_item_is_its_names_and_values() {
        let nested = item(&[("a", text("é")), ("n", AttributeValue::N("12".to_owned()))]);
        let list = AttributeValue::L(vec![AttributeValue::Bool(true), AttributeValue::M(nested)]);
        let map = 3 + (1 + 2 + 1) + (1 + number_bytes("12") + 1);
        assert_eq!(value_bytes(&list), 3 + (1 + 1) + (map + 1));
        assert_eq!(
            item_bytes(&item(&[("pk", text("user#1")), ("l", list)])),
            8 + 1 + 3 + 2 + map + 1
        );
    }
}
