//! Lenient readers of JSON fields: a value of another form than expected reads as absent.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use crate::MAX_ID_BYTES;

/// Scores beyond this are no scores; `DynamoDB` would refuse numbers from 1e126 on, and those
/// nearer to zero than 1e-130.
const MAX_SCORE: f64 = 1e9;
const MIN_SCORE: f64 = 1e-9;

/// The value of the first of these names that is there and not null.
pub(super) fn first<'a>(data: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().filter_map(|name| data.get(*name)).find(|value| !value.is_null())
}

/// A number's exact text. Beyond 64 bits a JSON reader rounds, which would merge two ids.
pub(crate) fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// A text or whole number of at most [`MAX_ID_BYTES`] bytes.
pub(super) fn short_text(value: &Value) -> Option<String> {
    id_text(value).filter(|text| (1..=MAX_ID_BYTES).contains(&text.len()))
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().trim_end_matches('%').parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// Whole percents: fractions are cut, so that 89.9 is not yet 90, and the rest is clamped.
pub(super) fn percent(value: &Value) -> Option<u8> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100"
    )]
    number(value).map(|number| number.clamp(0.0, 100.0) as u8)
}

/// A score; whole ones are written without decimals, so that 95 and 95.0 are one.
pub(super) fn score(value: &Value) -> Option<Number> {
    let score = number(value)
        .filter(|score| *score == 0.0 || (MIN_SCORE..=MAX_SCORE).contains(&score.abs()))?;
    #[expect(clippy::cast_possible_truncation, reason = "at most MAX_SCORE")]
    if score.fract() == 0.0 { Some(Number::from(score as i64)) } else { Number::from_f64(score) }
}

pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// JSON with sorted members, whatever order `serde_json` was built to keep.
pub(super) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            out.push('{');
            for (name, value) in sorted {
                let _ = write!(out, "{}:", Value::from(name.as_str()));
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn percents_are_cut_and_clamped() {
        for (sent, read) in [
            (json!(50), Some(50)),
            (json!(89.9), Some(89)),
            (json!("75%"), Some(75)),
            (json!(250), Some(100)),
            (json!(-3), Some(0)),
            (json!("half"), None),
            (json!([50]), None),
        ] {
            assert_eq!(percent(&sent), read, "{sent}");
        }
    }

    #[test]
    fn a_number_that_a_json_reader_rounds_is_no_id() {
        assert_eq!(id_text(&json!(u64::MAX)), Some("18446744073709551615".to_owned()));
        assert_eq!(id_text(&serde_json::from_str("18446744073709551616").unwrap()), None);
        assert_eq!(id_text(&json!(1.5)), None);
    }

    #[test]
    fn scores_have_one_form() {
        assert_eq!(score(&json!(95.0)), score(&json!("95")));
        assert_eq!(score(&json!(87.5)).unwrap().to_string(), "87.5");
        assert_eq!(score(&json!(1e300)), None);
        assert_eq!(score(&json!(1e-200)), None);
    }

    #[test]
    fn canonical_json_ignores_the_order_of_members() {
        let one = json!({"b": [1, {"y": 2, "x": "\"#"}], "a": null});
        let other: Value =
            serde_json::from_str(r##"{"a":null,"b":[1,{"x":"\"#","y":2}]}"##).unwrap();
        assert_eq!(canonical(&one), canonical(&other));
    }
}
