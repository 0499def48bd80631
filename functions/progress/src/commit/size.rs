//! How large items are to `DynamoDB`, and whether it takes a transaction of them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use milepost_runtime::limits::LimitError;
use milepost_runtime::limits::dynamodb::{
    FLAG_BYTES, Key, check_transaction, nested_bytes, number_bytes, text_bytes,
};

type Item = HashMap<String, AttributeValue>;

/// Checks the puts of a transaction.
pub(super) fn check(items: &[TransactWriteItem]) -> Result<(), LimitError> {
    let puts = items.iter().filter_map(TransactWriteItem::put);
    check_transaction(&puts.map(|put| (key(put), item_bytes(put.item()))).collect::<Vec<_>>())
}

fn key(put: &Put) -> Key<'_> {
    let text = |name: &str| {
        let value = put.item().get(name).and_then(|value| value.as_s().ok());
        value.map(String::as_str).unwrap_or_default()
    };
    Key { table: put.table_name(), partition: text("pk"), sort: text("sk") }
}

fn item_bytes(item: &Item) -> usize {
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

    fn put(item: Item) -> TransactWriteItem {
        let put = Put::builder().table_name("table").set_item(Some(item)).build().unwrap();
        TransactWriteItem::builder().put(put).build()
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

    #[test]
    fn a_put_without_its_keys_is_refused() {
        let whole = item(&[("pk", text("p")), ("sk", text("s"))]);
        assert_eq!(check(&[put(whole.clone())]), Ok(()));
        for missing in ["pk", "sk"] {
            let mut part = whole.clone();
            part.remove(missing);
            assert_eq!(check(&[put(part)]), Err(LimitError::EmptyKey));
        }
        assert_eq!(check(&[put(whole.clone()), put(whole)]), Err(LimitError::RepeatedKey));
    }

    #[test]
    fn names_count_towards_the_400_kilobytes() {
        let of = |bytes: usize| {
            put(item(&[("pk", text("p")), ("sk", text("s")), ("event", text(&"x".repeat(bytes)))]))
        };
        let room = 400 * 1024 - "pk".len() - "sk".len() - "event".len() - 2;
        assert_eq!(check(&[of(room)]), Ok(()));
        let (bytes, max) = (400 * 1024 + 1, 400 * 1024);
        assert_eq!(check(&[of(room + 1)]), Err(LimitError::EntryTooLarge { bytes, max }));
    }
}
