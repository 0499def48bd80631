//! The size of a `DynamoDB` item in its form on the wire.
//!
//! Amazon DynamoDB developer guide, "DynamoDB item sizes and formats": names and values.

use milepost_faults::aws::Item;
use milepost_runtime::limits::dynamodb::{FLAG_BYTES, nested_bytes, number_bytes, text_bytes};
use serde_json::Value;

/// An item's size in bytes.
pub(crate) fn item_bytes(item: &Item) -> usize {
    elements(item).sum()
}

fn elements(map: &Item) -> impl Iterator<Item = usize> {
    map.iter().map(|(name, value)| text_bytes(name) + value_bytes(value))
}

/// A value such as `{"S": "text"}`. A set costs its elements and nothing more.
fn value_bytes(value: &Value) -> usize {
    let typed = value.as_object().and_then(|it| it.iter().next());
    let (kind, value) = typed.expect("an attribute value");
    match (kind.as_str(), value) {
        ("S" | "N" | "B", Value::String(text)) => scalar_bytes(kind, text),
        ("L", Value::Array(list)) => nested_bytes(list.iter().map(value_bytes)),
        ("M", Value::Object(map)) => nested_bytes(elements(map)),
        ("SS" | "NS" | "BS", Value::Array(set)) => {
            let element = |it: &Value| scalar_bytes(&kind[..1], it.as_str().expect("text"));
            set.iter().map(element).sum()
        }
        ("BOOL" | "NULL", _) => FLAG_BYTES,
        _ => panic!("no attribute value: {kind}"),
    }
}

fn scalar_bytes(kind: &str, text: &str) -> usize {
    match kind {
        "S" => text_bytes(text),
        "N" => number_bytes(text),
        // Base64: four characters for three bytes.
        _ => text.trim_end_matches('=').len() * 3 / 4,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn size(item: Value) -> usize {
        item_bytes(&serde_json::from_value(item).unwrap())
    }

    #[test]
    fn names_and_values_count() {
        assert_eq!(size(json!({"name": {"S": "é"}})), 4 + 2);
        assert_eq!(size(json!({"n": {"N": "-12"}})), 1 + number_bytes("-12"));
        assert_eq!(size(json!({"t": {"BOOL": true}, "u": {"NULL": true}})), 2 + 2);
        for (base64, bytes) in [("AA==", 1), ("AAE=", 2), ("AAEC", 3), ("AAECAw==", 4)] {
            assert_eq!(size(json!({"b": {"B": base64}})), 1 + bytes, "{base64}");
        }
    }

    #[test]
    fn lists_and_maps_cost_3_bytes_and_one_for_each_element_and_sets_do_not() {
        assert_eq!(size(json!({"l": {"L": [{"S": "ab"}, {"NULL": true}]}})), 1 + 3 + 3 + 2);
        assert_eq!(size(json!({"m": {"M": {"k": {"S": "v"}}}})), 1 + 3 + 2 + 1);
        assert_eq!(size(json!({"s": {"SS": ["a", "bc"]}})), 1 + 3);
    }

    #[test]
    #[should_panic(expected = "no attribute value: X")]
    fn what_has_no_rule_is_not_guessed_at() {
        size(json!({"a": {"X": "a"}}));
    }
}
