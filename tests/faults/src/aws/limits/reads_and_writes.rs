//! Limits of `BatchGetItem` and `TransactWriteItems`.

use std::collections::HashSet;

use super::{Checked, require};
use crate::aws::tables::Address;

const MAX_KEYS: usize = 100;
const MAX_WRITES: usize = 100;
/// Bytes of all items of a transaction.
const MAX_TRANSACTION_BYTES: usize = 4 * 1024 * 1024;
const INVALID: &str = "ValidationException";

/// Checks which items are read together.
pub(crate) fn check_reads(addresses: &[Address]) -> Checked {
    check_count("keys", addresses.len(), MAX_KEYS)?;
    require(are_distinct(addresses), INVALID, || "a key twice".to_owned())
}

/// Checks which items are written together, and their sizes.
pub(crate) fn check_writes(addresses: &[Address], sizes: &[usize]) -> Checked {
    check_count("writes", addresses.len(), MAX_WRITES)?;
    require(are_distinct(addresses), INVALID, || "two operations on one item".to_owned())?;
    let bytes: usize = sizes.iter().sum();
    require(bytes <= MAX_TRANSACTION_BYTES, INVALID, || format!("{bytes} bytes together"))
}

/// Checks an idempotency token.
pub(crate) fn check_token(token: Option<&str>) -> Checked {
    let fits = token.is_none_or(|it| (1..=36).contains(&it.len()));
    require(fits, INVALID, || "a token that is not of 1 to 36 characters".to_owned())
}

fn check_count(what: &str, count: usize, max: usize) -> Checked {
    require((1..=max).contains(&count), INVALID, || format!("{count} {what}"))
}

fn are_distinct(addresses: &[Address]) -> bool {
    addresses.iter().collect::<HashSet<_>>().len() == addresses.len()
}

#[cfg(test)]
mod tests {
    use milepost_contracts::ItemKey;

    use super::*;

    fn addresses(count: usize) -> Vec<Address> {
        let key = |it: usize| ItemKey { pk: "pk".to_owned(), sk: it.to_string() };
        (0..count).map(|it| ("table".to_owned(), key(it))).collect()
    }

    #[test]
    fn up_to_a_hundred_distinct_items() {
        assert!(check_reads(&addresses(100)).is_ok());
        assert!(check_writes(&addresses(100), &[]).is_ok());
        for count in [0, 101] {
            assert!(check_reads(&addresses(count)).is_err());
            assert!(check_writes(&addresses(count), &[]).is_err());
        }
        let twice = [addresses(1), addresses(1)].concat();
        assert!(check_reads(&twice).is_err());
        assert!(check_writes(&twice, &[]).is_err());
    }

    #[test]
    fn the_same_key_in_two_tables_is_two_items() {
        let mut two = [addresses(1), addresses(1)].concat();
        two[1].0 = "other".to_owned();
        assert!(check_reads(&two).is_ok());
    }

    #[test]
    fn a_transaction_is_limited_to_the_byte() {
        let half = MAX_TRANSACTION_BYTES / 2;
        assert!(check_writes(&addresses(2), &[half, half]).is_ok());
        assert!(check_writes(&addresses(2), &[half, half + 1]).is_err());
    }

    #[test]
    fn a_token_is_not_long() {
        assert!(check_token(None).is_ok());
        assert!(check_token(Some(&"t".repeat(36))).is_ok());
        assert!(check_token(Some(&"t".repeat(37))).is_err());
        assert!(check_token(Some("")).is_err());
    }
}
