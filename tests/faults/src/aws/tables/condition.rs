//! The two condition expressions that the functions write.

use serde_json::Value;

use super::Item;

/// What must hold of an item before it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// `attribute_not_exists(name)`
    Absent {
        /// The attribute.
        attribute: String,
    },
    /// `#name = :value`
    Equals {
        /// The attribute.
        attribute: String,
        /// The attribute value as on the wire.
        value: Value,
    },
}

impl Condition {
    /// Reads an expression with its names and values.
    ///
    /// # Errors
    /// In words, if it is another expression, or names and values do not fit it.
    pub(crate) fn parse(expression: &str, names: &Item, values: &Item) -> Result<Self, String> {
        let other = || format!("not an expression that this stand-in knows: {expression}");
        if let Some(attribute) = absent(expression) {
            return match (names.is_empty(), values.is_empty(), attribute) {
                (true, true, attribute) if is_name(attribute) => {
                    Ok(Self::Absent { attribute: attribute.to_owned() })
                }
                (true, true, _) => Err(other()),
                _ => Err("names or values are not used in the condition".to_owned()),
            };
        }
        let (name, value) = expression.split_once('=').ok_or_else(other)?;
        let (name, value) = (name.trim(), value.trim());
        if !name.starts_with('#') || !value.starts_with(':') {
            return Err(other());
        }
        let attribute = names.get(name).and_then(Value::as_str);
        match (attribute, values.get(value), names.len(), values.len()) {
            (Some(attribute), Some(value), 1, 1) => {
                Ok(Self::Equals { attribute: attribute.to_owned(), value: value.clone() })
            }
            _ => Err("names and values are not those of the condition".to_owned()),
        }
    }

    /// Whether it holds of what is there.
    pub(crate) fn holds(&self, item: Option<&Item>) -> bool {
        match self {
            Self::Absent { attribute } => item.is_none_or(|item| !item.contains_key(attribute)),
            Self::Equals { attribute, value } => {
                item.is_some_and(|item| item.get(attribute) == Some(value))
            }
        }
    }
}

fn absent(expression: &str) -> Option<&str> {
    let inner = expression.trim().strip_prefix("attribute_not_exists")?.trim();
    Some(inner.strip_prefix('(')?.strip_suffix(')')?.trim())
}

fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Item {
        serde_json::from_value(value).unwrap()
    }

    fn parse(expression: &str, names: Value, values: Value) -> Result<Condition, String> {
        Condition::parse(expression, &map(names), &map(values))
    }

    #[test]
    fn an_attribute_that_must_not_exist() {
        let condition = parse("attribute_not_exists(pk)", json!({}), json!({})).unwrap();
        assert!(condition.holds(None));
        assert!(!condition.holds(Some(&map(json!({"pk": {"S": "1"}})))));
    }

    #[test]
    fn an_attribute_that_must_have_a_value() {
        let (names, values) = (json!({"#version": "version"}), json!({":version": {"N": "3"}}));
        let condition = parse("#version = :version", names, values).unwrap();
        assert!(condition.holds(Some(&map(json!({"version": {"N": "3"}})))));
        assert!(!condition.holds(Some(&map(json!({"version": {"N": "4"}})))));
        assert!(!condition.holds(Some(&Item::new())));
        assert!(!condition.holds(None));
    }

    #[test]
    fn any_other_expression_is_refused() {
        for expression in [
            "",
            "attribute_exists(pk)",
            "attribute_not_exists(pk) AND attribute_not_exists(sk)",
            "version = :version",
            "#version = :version OR #version = :version",
            "#version <> :version",
        ] {
            let (names, values) = (json!({"#version": "v"}), json!({":version": {"N": "1"}}));
            assert!(parse(expression, names, values).is_err(), "{expression}");
            assert!(parse(expression, json!({}), json!({})).is_err(), "{expression}");
        }
    }

    #[test]
    fn names_and_values_that_are_missing_or_not_used_are_refused() {
        let (names, values) = (json!({"#v": "version"}), json!({":v": {"N": "1"}}));
        assert!(parse("attribute_not_exists(pk)", names.clone(), json!({})).is_err());
        assert!(parse("#v = :v", names.clone(), json!({})).is_err());
        assert!(parse("#v = :v", json!({}), values.clone()).is_err());
        let more = json!({":v": {"N": "1"}, ":w": {"N": "1"}});
        assert!(parse("#v = :v", names, more).is_err());
    }
}
