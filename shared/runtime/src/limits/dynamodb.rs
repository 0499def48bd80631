//! Keys and items of `DynamoDB`.
//!
//! Amazon DynamoDB developer guide, "Quotas" and "DynamoDB item sizes and formats". The rules are
//! here, by kind of value; whoever has the SDK's values adds them up.

use std::collections::HashSet;

use super::LimitError;
use super::call::{BATCH_GET_ITEM, BATCH_WRITE_ITEM, TRANSACT_WRITE_ITEMS};

/// Longest partition key, in bytes.
const MAX_PARTITION_KEY_BYTES: usize = 2048;
/// Longest sort key, in bytes.
const MAX_SORT_KEY_BYTES: usize = 1024;
/// A number is kept in at most so many bytes: 38 significant digits, and a sign.
const MAX_NUMBER_BYTES: usize = 21;

/// A text's size in bytes.
pub const fn text_bytes(text: &str) -> usize {
    text.len()
}

/// A number's size in bytes: one for each two significant digits, one more, and one for a sign.
/// The guide calls this approximate; it is never less.
pub fn number_bytes(number: &str) -> usize {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let between = mantissa.trim_matches(|it: char| !matches!(it, '1'..='9'));
    let significant = between.bytes().filter(u8::is_ascii_digit).count();
    // Digits are kept in pairs around the point: an odd place may cost a pair more.
    let bytes = (significant + 1).div_ceil(2) + 1 + usize::from(number.starts_with('-'));
    bytes.min(MAX_NUMBER_BYTES)
}

/// The size in bytes of a truth value or of null.
pub const FLAG_BYTES: usize = 1;

/// A list's or map's size in bytes: 3, and one more for each element. A map's elements count
/// with their names.
pub fn nested_bytes(elements: impl IntoIterator<Item = usize>) -> usize {
    elements.into_iter().fold(3, |bytes, element| bytes + element + 1)
}

/// The key of an item.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Key<'a> {
    /// The table.
    pub table: &'a str,
    /// The partition key; empty if it is missing.
    pub partition: &'a str,
    /// The sort key; empty if it is missing.
    pub sort: &'a str,
}

impl Key<'_> {
    /// Checks the lengths.
    ///
    /// # Errors
    /// If a part is empty or too long.
    pub fn check(&self) -> Result<(), LimitError> {
        let (partition, sort) = (self.partition.len(), self.sort.len());
        if partition == 0 || sort == 0 {
            Err(LimitError::EmptyKey)
        } else if partition > MAX_PARTITION_KEY_BYTES {
            Err(LimitError::PartitionKeyTooLong { bytes: partition })
        } else if sort > MAX_SORT_KEY_BYTES {
            Err(LimitError::SortKeyTooLong { bytes: sort })
        } else {
            Ok(())
        }
    }
}

/// Checks what a `BatchGetItem` asks for.
///
/// # Errors
/// If it is nothing or too much, or a key is malformed or named twice.
pub fn check_get(keys: &[Key<'_>]) -> Result<(), LimitError> {
    BATCH_GET_ITEM.check(keys.iter().map(|_| 0))?;
    check_keys(keys.iter())
}

/// Checks the items, with their sizes in bytes, that a `TransactWriteItems` puts.
///
/// # Errors
/// If there is none or too many, one or all are too large, or a key is malformed or named twice.
pub fn check_transaction(items: &[(Key<'_>, usize)]) -> Result<(), LimitError> {
    TRANSACT_WRITE_ITEMS.check(items.iter().map(|(_, bytes)| *bytes))?;
    check_keys(items.iter().map(|(key, _)| key))
}

/// Checks the items, with their sizes in bytes, that a `BatchWriteItem` puts.
///
/// # Errors
/// If there is none or too many, one is too large, or a key is malformed or named twice.
pub fn check_write(items: &[(Key<'_>, usize)]) -> Result<(), LimitError> {
    BATCH_WRITE_ITEM.check(items.iter().map(|(_, bytes)| *bytes))?;
    check_keys(items.iter().map(|(key, _)| key))
}

fn check_keys<'a>(keys: impl Iterator<Item = &'a Key<'a>>) -> Result<(), LimitError> {
    let mut seen = HashSet::new();
    for key in keys {
        key.check()?;
        if !seen.insert(key) {
            return Err(LimitError::RepeatedKey);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key<'a>(partition: &'a str, sort: &'a str) -> Key<'a> {
        Key { table: "table", partition, sort }
    }

    #[test]
    fn keys_have_1_to_2048_and_1_to_1024_bytes() {
        let text = |bytes: usize| "x".repeat(bytes);
        assert_eq!(key(&text(2048), &text(1024)).check(), Ok(()));
        assert_eq!(key("", "s").check(), Err(LimitError::EmptyKey));
        assert_eq!(key("p", "").check(), Err(LimitError::EmptyKey));
        let (partition, sort) = (text(2049), "é".repeat(513));
        let error = LimitError::PartitionKeyTooLong { bytes: 2049 };
        assert_eq!(key(&partition, "s").check(), Err(error));
        assert_eq!(key("p", &sort).check(), Err(LimitError::SortKeyTooLong { bytes: 1026 }));
    }

    #[test]
    fn a_call_names_a_key_of_a_table_once() {
        let other = Key { table: "other", ..key("p", "s") };
        assert_eq!(check_get(&[key("p", "s"), key("p", "t"), other]), Ok(()));
        assert_eq!(check_get(&[key("p", "s"), key("p", "s")]), Err(LimitError::RepeatedKey));
        assert_eq!(check_get(&[]), Err(LimitError::NoEntries));
        let write = [(key("p", "s"), 1), (key("p", "s"), 1)];
        assert_eq!(check_transaction(&write), Err(LimitError::RepeatedKey));
        assert_eq!(check_write(&write), Err(LimitError::RepeatedKey));
    }

    #[test]
    fn a_call_takes_100_items_of_400_kilobytes_and_4_megabytes() {
        let names: Vec<String> = (0..101).map(|name| name.to_string()).collect();
        let items = |count: usize, bytes: usize| -> Vec<(Key<'_>, usize)> {
            names[..count].iter().map(|name| (key("p", name), bytes)).collect()
        };
        assert_eq!(check_transaction(&items(100, 1)), Ok(()));
        let error = Err(LimitError::TooManyEntries { entries: 101, max: 100 });
        assert_eq!(check_transaction(&items(101, 1)), error);
        let keys: Vec<Key<'_>> = items(101, 1).into_iter().map(|(key, _)| key).collect();
        assert_eq!((check_get(&keys[..100]), check_get(&keys)), (Ok(()), error));
        assert_eq!(check_transaction(&items(10, 409_600)), Ok(()));
        let error = Err(LimitError::EntryTooLarge { bytes: 409_601, max: 409_600 });
        assert_eq!(check_transaction(&items(1, 409_601)), error);
        let error = Err(LimitError::CallTooLarge { bytes: 11 * 409_600, max: 4_194_304 });
        assert_eq!(check_transaction(&items(11, 409_600)), error);
    }

    #[test]
    fn a_batch_writes_25_items_of_400_kilobytes() {
        let names: Vec<String> = (0..26).map(|name| name.to_string()).collect();
        let items: Vec<_> = names.iter().map(|name| (key("p", name), 409_600)).collect();
        assert_eq!(check_write(&items[..25]), Ok(()), "never over the 16 MB");
        let error = LimitError::TooManyEntries { entries: 26, max: 25 };
        assert_eq!(check_write(&items), Err(error));
        let error = LimitError::EntryTooLarge { bytes: 409_601, max: 409_600 };
        assert_eq!(check_write(&[(key("p", "s"), 409_601)]), Err(error));
    }

    #[test]
    fn numbers_take_a_byte_for_two_digits_and_one_more() {
        for (number, bytes) in
            [("0", 2), ("7", 2), ("1000", 2), ("0.001", 2), ("12", 3), ("-12", 4), ("1.5e300", 3)]
        {
            assert_eq!(number_bytes(number), bytes, "{number}");
        }
        assert_eq!(number_bytes(&"9".repeat(38)), 21);
    }

    #[test]
    fn lists_and_maps_take_3_bytes_and_one_for_each_element() {
        assert_eq!(nested_bytes([]), 3);
        assert_eq!(nested_bytes([text_bytes("é"), FLAG_BYTES]), 3 + 2 + 1 + 2);
    }

    proptest! {
        #[test]
        fn zeroes_around_a_number_cost_nothing(number in 1_u64.., before in 0_usize..9, after in 0_u32..5) {
            let padded = format!("{}{number}{}", "0".repeat(before), "0".repeat(after as usize));
            prop_assert_eq!(number_bytes(&padded), number_bytes(&number.to_string()));
            prop_assert_eq!(number_bytes(&format!("{padded}.00")), number_bytes(&number.to_string()));
            let pairs = number.to_string().trim_end_matches('0').len().div_ceil(2);
            prop_assert!((pairs + 1..=pairs + 2).contains(&number_bytes(&padded)));
        }
    }
}
