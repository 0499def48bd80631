//! What must be so of an item that is written.

use aws_sdk_dynamodb::types::AttributeValue;

/// What must be so of the item that has the key, for a write to be carried out.
///
/// A path names an attribute, with dots an attribute of a map in it. An attribute that is missing
/// is unequal to every value, and neither equal to one nor less.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// There is no such item.
    Absent,
    /// The attribute at this path compares so to this value.
    Compares(String, Operator, AttributeValue),
    /// All of these are so.
    All(Vec<Self>),
    /// At least one of these is so.
    Any(Vec<Self>),
}

/// How an attribute compares to a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// It is the same.
    Equal,
    /// It is another one.
    Unequal,
    /// It is less.
    Less,
    /// It is not more.
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
        Self::Absent
    }

    /// The attribute is this.
    pub fn equal(path: &str, value: impl Into<Value>) -> Self {
        Self::Compares(path.to_owned(), Operator::Equal, value.into().0)
    }

    /// The attribute is something else.
    pub fn unequal(path: &str, value: impl Into<Value>) -> Self {
        Self::Compares(path.to_owned(), Operator::Unequal, value.into().0)
    }

    /// The attribute is less.
    pub fn less(path: &str, value: impl Into<Value>) -> Self {
        Self::Compares(path.to_owned(), Operator::Less, value.into().0)
    }

    /// The attribute is not more.
    pub fn at_most(path: &str, value: impl Into<Value>) -> Self {
        Self::Compares(path.to_owned(), Operator::AtMost, value.into().0)
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// One of both, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let parts = |condition| match condition {
            Self::Any(parts) => parts,
            one => vec![one],
        };
        Self::Any(parts(self).into_iter().chain(parts(other)).collect())
    }
}
