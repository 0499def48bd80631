//! Conditions, as `DynamoDB` sees them.

use std::cmp::Ordering;

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_store::{Condition, Item, Operator};

/// Whether it is so of this item.
pub(super) fn holds(condition: &Condition, item: Option<&Item>) -> bool {
    match condition {
        Condition::Absent => item.is_none(),
        Condition::Compares(path, operator, value) => {
            let order = item.and_then(|item| at(item, path)).and_then(|it| order(it, value));
            match operator {
                Operator::Equal => order == Some(Ordering::Equal),
                Operator::Unequal => order != Some(Ordering::Equal),
                Operator::Less => order == Some(Ordering::Less),
                Operator::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            }
        }
        Condition::All(conditions) => conditions.iter().all(|it| holds(it, item)),
        Condition::Any(conditions) => conditions.iter().any(|it| holds(it, item)),
    }
}

fn at<'a>(item: &'a Item, path: &str) -> Option<&'a AttributeValue> {
    match path.split_once('.') {
        Some((name, rest)) => at(item.get(name)?.as_m().ok()?, rest),
        None => item.get(path),
    }
}

/// Nothing of values that have no order between them.
fn order(one: &AttributeValue, other: &AttributeValue) -> Option<Ordering> {
    match (one, other) {
        (AttributeValue::S(one), AttributeValue::S(other)) => Some(one.cmp(other)),
        (AttributeValue::N(one), AttributeValue::N(other)) => {
            one.parse::<f64>().ok()?.partial_cmp(&other.parse().ok()?)
        }
        _ => (one == other).then_some(Ordering::Equal),
    }
}
