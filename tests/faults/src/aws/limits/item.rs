//! What a `DynamoDB` item may be, and how large it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use milepost_contracts::ItemKey;
use serde_json::Value;

use super::{Checked, Violation, require};
use crate::aws::tables::Item;

/// Bytes of an item.
pub(crate) const MAX_ITEM_BYTES: usize = 400 * 1024;
const MAX_PK_BYTES: usize = 2048;
const MAX_SK_BYTES: usize = 1024;
const MAX_DEPTH: usize = 32;
const INVALID: &str = "ValidationException";

/// Reads the key of an item or of a read.
pub(crate) fn key_of(item: &Item) -> Result<ItemKey, Violation> {
    let part = |name: &str, max: usize| {
        let value = item.get(name).and_then(|it| it.get("S")).and_then(Value::as_str);
        let value = value.unwrap_or_default();
        require((1..=max).contains(&value.len()), INVALID, || {
            format!("{name} is no text of 1 to {max} bytes, but of {}", value.len())
        })?;
        Ok(value.to_owned())
    };
    Ok(ItemKey { pk: part("pk", MAX_PK_BYTES)?, sk: part("sk", MAX_SK_BYTES)? })
}

/// The size of an item by `DynamoDB`'s rule, in bytes. It is refused if something in it is no
/// attribute value.
pub(crate) fn size_of(item: &Item) -> Result<usize, Violation> {
    map_size(item, MAX_DEPTH)
}

/// Names and values.
fn map_size(map: &Item, depth: usize) -> Result<usize, Violation> {
    map.iter().try_fold(0, |sum, (name, value)| Ok(sum + name.len() + value_size(value, depth)?))
}

fn value_size(value: &Value, depth: usize) -> Result<usize, Violation> {
    let wrong = || Violation { code: INVALID, message: "not an attribute value".to_owned() };
    require(depth > 0, INVALID, || format!("nested deeper than {MAX_DEPTH}"))?;
    let mut typed = value.as_object().ok_or_else(wrong)?.iter();
    let (Some((kind, value)), None) = (typed.next(), typed.next()) else { return Err(wrong()) };
    match (kind.as_str(), value) {
        ("S" | "N" | "B", Value::String(text)) => scalar_size(kind, text).ok_or_else(wrong),
        ("BOOL", Value::Bool(_)) | ("NULL", Value::Bool(true)) => Ok(1),
        // A list or map costs 3 bytes, and 1 for each element.
        ("L", Value::Array(list)) => {
            list.iter().try_fold(3, |sum, element| Ok(sum + 1 + value_size(element, depth - 1)?))
        }
        ("M", Value::Object(map)) => Ok(3 + map.len() + map_size(map, depth - 1)?),
        ("SS" | "NS" | "BS", Value::Array(set)) if !set.is_empty() => {
            let element = |it: &Value| scalar_size(&kind[..1], it.as_str()?);
            set.iter().map(element).sum::<Option<usize>>().ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

fn scalar_size(kind: &str, text: &str) -> Option<usize> {
    match kind {
        "S" => Some(text.len()),
        "N" => number_size(text),
        _ => STANDARD.decode(text).ok().map(|it| it.len()),
    }
}

/// About a byte for two significant digits, one more, and one for a minus.
fn number_size(text: &str) -> Option<usize> {
    text.parse::<f64>().ok().filter(|it| it.is_finite())?;
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_matches('0').len();
    (significant <= 38).then(|| significant.div_ceil(2) + 1 + usize::from(text.starts_with('-')))
}

/// Checks one item to write: it may be 400 KB with the names of its attributes.
pub(crate) fn check_size(bytes: usize) -> Checked {
    require(bytes <= MAX_ITEM_BYTES, "ValidationError", || format!("an item of {bytes} bytes"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn size(value: Value) -> Option<usize> {
        size_of(&serde_json::from_value(value).unwrap()).ok()
    }

    #[test]
    fn names_and_values_count() {
        assert_eq!(size(json!({"name": {"S": "é"}})), Some(4 + 2));
        assert_eq!(size(json!({"n": {"N": "-12345"}})), Some(1 + 3 + 1 + 1));
        assert_eq!(size(json!({"n": {"N": "1000"}})), Some(1 + 1 + 1));
        assert_eq!(size(json!({"b": {"B": "AAECAw=="}, "t": {"BOOL": true}})), Some(1 + 4 + 1 + 1));
        assert_eq!(size(json!({"l": {"L": [{"S": "ab"}, {"NULL": true}]}})), Some(1 + 3 + 3 + 2));
        assert_eq!(size(json!({"m": {"M": {"k": {"S": "v"}}}})), Some(1 + 3 + 1 + 2));
        assert_eq!(size(json!({"s": {"SS": ["a", "bc"]}})), Some(1 + 3));
    }

    #[test]
    fn what_is_no_attribute_value_is_refused() {
        for value in [
            json!("text"),
            json!({"S": 1}),
            json!({"N": "one"}),
            json!({"N": "NaN"}),
            json!({"N": "1".repeat(39)}),
            json!({"SS": []}),
            json!({"S": "a", "N": "1"}),
            json!({"X": "a"}),
            json!({}),
        ] {
            assert_eq!(size(json!({"a": value})), None, "{value}");
        }
    }

    #[test]
    fn nesting_ends_at_32() {
        let nested = |depth: usize| (1..depth).fold(json!({"S": ""}), |it, _| json!({"L": [it]}));
        assert!(size(json!({"a": nested(32)})).is_some());
        assert!(size(json!({"a": nested(33)})).is_none());
    }

    #[test]
    fn keys_are_texts_that_are_not_empty_and_not_long() {
        let fits = |pk: Value, sk: Value| {
            key_of(&serde_json::from_value(json!({"pk": pk, "sk": sk})).unwrap()).is_ok()
        };
        let text = |bytes: usize| json!({"S": "x".repeat(bytes)});
        assert!(fits(text(2048), text(1024)));
        assert!(!fits(text(2049), text(1)));
        assert!(!fits(text(1), text(1025)));
        assert!(!fits(text(0), text(1)));
        assert!(!fits(text(1), text(0)));
        assert!(!fits(text(1), json!({"N": "1"})));
    }
}
