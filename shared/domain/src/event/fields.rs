//! Lenient readers of JSON fields: a value of another form than expected reads as absent.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Number;
use serde_json_borrow::{ObjectAsVec as Object, Value};

use super::whole;
use crate::MAX_ID_BYTES;

/// Scores beyond this are no scores; `DynamoDB` would refuse numbers from 1e126 on, and those
/// nearer to zero than 1e-130.
const MAX_SCORE: f64 = 1e9;
const MIN_SCORE: f64 = 1e-9;

/// The value of the first of these names that is there and not null. Of members with the same
/// name the last counts, as everywhere.
pub(super) fn first<'a>(data: &'a Object<'a>, names: &[&str]) -> Option<&'a Value<'a>> {
    let last = |name: &&str| {
        let member = data.as_vec().iter().rfind(|(member, _)| **member == **name);
        member.map(|(_, value)| value)
    };
    names.iter().filter_map(last).find(|value| !value.is_null())
}

/// An id's text: that of a whole number is the same however it is written. None if it is no id,
/// or if digits of it are lost, which would merge two ids.
pub(crate) fn id_text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Str(text) => match whole::of_text(text) {
            whole::Text::Opaque => Some(text.to_string()),
            whole::Text::Whole(number) => Some(number),
            whole::Text::Rounded => None,
        },
        Value::Number(number) => whole::of_number(number),
        _ => None,
    }
}

/// A text or whole number of at most [`MAX_ID_BYTES`] bytes.
pub(super) fn short_text(value: &Value<'_>) -> Option<String> {
    let text = match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Number(number) => whole::of_number(number),
        _ => None,
    };
    text.filter(|text| (1..=MAX_ID_BYTES).contains(&text.len()))
}

fn number(value: &Value<'_>) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::Str(text) => text.trim().trim_end_matches('%').parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// A percentage as ALM, spreadsheets and people write it: `66.7`, `"66,7 %"`.
fn percentage(value: &Value<'_>) -> Option<f64> {
    let Value::Str(text) = value else {
        return number(value);
    };
    let text = text.trim().trim_end_matches('%').trim_end().replacen(',', ".", 1);
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whole percents: fractions are cut, so that 89.9 is not yet 90, and the rest is clamped.
pub(super) fn percent(value: &Value<'_>) -> Option<u8> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100"
    )]
    percentage(value).map(|number| number.clamp(0.0, 100.0) as u8)
}

/// A score; whole ones are written without decimals, so that 95 and 95.0 are one.
pub(super) fn score(value: &Value<'_>) -> Option<Number> {
    let score = number(value)
        .filter(|score| *score == 0.0 || (MIN_SCORE..=MAX_SCORE).contains(&score.abs()))?;
    #[expect(clippy::cast_possible_truncation, reason = "at most MAX_SCORE")]
    if score.fract() == 0.0 { Some(Number::from(score as i64)) } else { Number::from_f64(score) }
}

/// JSON with sorted members, whatever order `serde_json` was built to keep.
pub(super) fn canonical(value: &serde_json::Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value;

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

    fn read<T>(reader: fn(&Value<'_>) -> T, sent: &serde_json::Value) -> T {
        reader(&Value::from(sent))
    }

    #[test]
    fn of_members_with_one_name_the_last_counts_and_null_does_not() {
        let json = r#"{"a":1,"b":2,"a":3,"c":null}"#;
        let data: Value<'_> = serde_json::from_str(json).unwrap();
        let data = data.as_object().unwrap();
        assert_eq!(first(data, &["x", "a"]).and_then(id_text).as_deref(), Some("3"));
        assert_eq!(first(data, &["c", "b"]).and_then(id_text).as_deref(), Some("2"));
        assert_eq!(first(data, &["c"]), None);
    }

    #[test]
    fn percents_are_cut_and_clamped() {
        for (sent, expected) in [
            (json!(50), Some(50)),
            (json!(89.9), Some(89)),
            (json!("75%"), Some(75)),
            (json!(" 75% "), Some(75)),
            (json!("66 %"), Some(66)),
            (json!("66.7 %"), Some(66)),
            (json!("66,7"), Some(66)),
            (json!("66,7\u{a0}%"), Some(66)),
            (json!("1,234.5"), None),
            (json!("%"), None),
            (json!(250), Some(100)),
            (json!(-3), Some(0)),
            (json!("half"), None),
            (json!([50]), None),
        ] {
            assert_eq!(read(percent, &sent), expected, "{sent}");
        }
    }

    #[test]
    fn a_number_that_a_json_reader_rounds_is_no_id() {
        assert_eq!(read(id_text, &json!(u64::MAX)), Some("18446744073709551615".to_owned()));
        assert_eq!(read(id_text, &serde_json::from_str("18446744073709551616").unwrap()), None);
        assert_eq!(read(id_text, &serde_json::from_str("9007199254740993.0").unwrap()), None);
        assert_eq!(read(id_text, &json!(1.5)), None);
    }

    #[test]
    fn a_whole_number_is_one_id_however_it_is_written() {
        for sent in ["20411227", "2.0411227E7", "20411227.0", "\"2.0411227E7\"", "\"20411227.0\""] {
            let sent = serde_json::from_str(sent).unwrap();
            assert_eq!(read(id_text, &sent).as_deref(), Some("20411227"), "{sent}");
        }
        assert_eq!(read(id_text, &json!("2.04E+07")), None);
        assert_eq!(read(short_text, &json!("2.04E+07")).as_deref(), Some("2.04E+07"));
    }

    #[test]
    fn scores_have_one_form() {
        assert_eq!(read(score, &json!(95.0)), read(score, &json!("95")));
        assert_eq!(read(score, &json!(87.5)).unwrap().to_string(), "87.5");
        assert_eq!(read(score, &json!(1e300)), None);
        assert_eq!(read(score, &json!(1e-200)), None);
    }

    #[test]
    fn canonical_json_ignores_the_order_of_members() {
        let one = json!({"b": [1, {"y": 2, "x": "\"#"}], "a": null});
        let other: serde_json::Value =
            serde_json::from_str(r##"{"a":null,"b":[1,{"x":"\"#","y":2}]}"##).unwrap();
        assert_eq!(canonical(&one), canonical(&other));
    }
}
