//! Condition expressions, as far as the functions write them: `attribute_not_exists`, comparisons,
//! `AND`, `OR` and brackets.

mod parse;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::Item;

/// What must hold of an item before it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// `attribute_not_exists(path)`
    Absent(Path),
    /// `path = :value`, or another comparison.
    Compares(Path, Comparison, Value),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
}

/// The names of an attribute and of those nested in it.
pub(crate) type Path = Vec<String>;

/// How two values of one type are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
}

impl Condition {
    /// Reads an expression with its names and values.
    ///
    /// # Errors
    /// In words, if it is an expression that is not known here, or names and values do not fit it.
    pub(crate) fn parse(expression: &str, names: &Item, values: &Item) -> Result<Self, String> {
        parse::parse(expression, names, values)
    }

    /// Whether it holds of what is there.
    pub(crate) fn holds(&self, item: Option<&Item>) -> bool {
        match self {
            Self::Absent(path) => at(item, path).is_none(),
            Self::Compares(path, comparison, value) => comparison.holds(at(item, path), value),
            Self::All(conditions) => conditions.iter().all(|it| it.holds(item)),
            Self::Any(conditions) => conditions.iter().any(|it| it.holds(item)),
        }
    }
}

impl Comparison {
    /// An attribute that is not there differs from every value, and is neither less nor more.
    fn holds(self, stored: Option<&Value>, value: &Value) -> bool {
        let texts = || Some((stored?.get("S")?.as_str()?, value.get("S")?.as_str()?));
        match self {
            Self::Equal => stored == Some(value),
            Self::NotEqual => stored != Some(value),
            Self::Less => texts().is_some_and(|(stored, value)| stored < value),
            Self::AtMost => texts().is_some_and(|(stored, value)| stored <= value),
        }
    }
}

/// The attribute value at a path.
fn at<'a>(item: Option<&'a Item>, path: &[String]) -> Option<&'a Value> {
    let (first, nested) = path.split_first()?;
    nested.iter().try_fold(item?.get(first)?, |value, name| value.get("M")?.get(name))
}
