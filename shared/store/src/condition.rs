//! What must be so of an item that is written.

use std::cmp::Ordering;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::item::Item;

/// What must be so of the item that has the key, for a write to be carried out.
///
/// A path names an attribute, with dots an attribute of a map in it. An attribute that is missing
/// is unequal to every value, and neither equal to one nor less.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(pub(crate) Test);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Absent,
    Compares(String, Operator, AttributeValue),
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
}

/// What an attribute is compared to. Texts and numbers have an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(AttributeValue);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(AttributeValue::S(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(AttributeValue::S(text))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self(AttributeValue::N(number.to_string()))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(AttributeValue::Bool(flag))
    }
}

impl Condition {
    /// There is no item with this key.
    pub const fn absent() -> Self {
        Self(Test::Absent)
    }

    /// The attribute is this.
    pub fn equal(path: &str, value: impl Into<Value>) -> Self {
        Self(Test::Compares(path.to_owned(), Operator::Equal, value.into().0))
    }

    /// The attribute is something else.
    pub fn unequal(path: &str, value: impl Into<Value>) -> Self {
        Self(Test::Compares(path.to_owned(), Operator::Unequal, value.into().0))
    }

    /// The attribute is less.
    pub fn less(path: &str, value: impl Into<Value>) -> Self {
        Self(Test::Compares(path.to_owned(), Operator::Less, value.into().0))
    }

    /// The attribute is not more.
    pub fn at_most(path: &str, value: impl Into<Value>) -> Self {
        Self(Test::Compares(path.to_owned(), Operator::AtMost, value.into().0))
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(Test::All(vec![self.0, other.0]))
    }

    /// One of both, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let parts = |test| match test {
            Test::Any(parts) => parts,
            one => vec![one],
        };
        Self(Test::Any(parts(self.0).into_iter().chain(parts(other.0)).collect()))
    }

    /// Whether it is so of this item, as `DynamoDB` sees it.
    pub(crate) fn holds(&self, item: Option<&Item>) -> bool {
        self.0.holds(item)
    }
}

impl Test {
    fn holds(&self, item: Option<&Item>) -> bool {
        match self {
            Self::Absent => item.is_none(),
            Self::Compares(path, operator, value) => {
                let order = item.and_then(|item| at(item, path)).and_then(|it| order(it, value));
                match operator {
                    Operator::Equal => order == Some(Ordering::Equal),
                    Operator::Unequal => order != Some(Ordering::Equal),
                    Operator::Less => order == Some(Ordering::Less),
                    Operator::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                }
            }
            Self::All(tests) => tests.iter().all(|test| test.holds(item)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(item)),
        }
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
