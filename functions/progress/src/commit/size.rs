//! Whether `DynamoDB` takes a transaction of these items.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use milepost_runtime::limits::LimitError;
use milepost_runtime::limits::dynamodb::{Key, check_transaction};
use milepost_store::item_bytes;

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

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;
    use milepost_store::Item;

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
