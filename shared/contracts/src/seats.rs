//! The seats in a raw `CI_STATS`.

use milepost_domain::directory::Seats;
use serde_json::{Number, Value};

/// The seats that an event of either dialect gives, if any. A value that is no count is absent.
pub(crate) fn seats_of(raw: &str) -> Option<Seats> {
    let event: Value = serde_json::from_str(raw).ok()?;
    let enveloped = ["data", "eventData"].iter().filter_map(|name| event.get(name));
    let data = enveloped.into_iter().find(|data| !data.is_null()).unwrap_or(&event);
    let count = |name: &str| data.get(name).and_then(count);
    let seats = Seats {
        seat_limit: count("seatLimit"),
        enrollment_count: count("enrollmentCount"),
        waitlist_count: count("waitlistCount"),
    };
    (seats != Seats::default()).then_some(seats)
}

/// A whole number from 0 on, as number or as text.
fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => whole(number),
        Value::String(text) => whole(&text.trim().parse().ok()?),
        _ => None,
    }
}

fn whole(number: &Number) -> Option<u64> {
    number.as_u64().or_else(|| {
        let number = number.as_f64()?;
        let is_count = number.fract() == 0.0 && (0.0..=MAX_WHOLE).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and in range"
        )]
        is_count.then_some(number as u64)
    })
}

/// Up to here every whole number has a form of its own: 2^53.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_count_is_a_whole_number_or_the_text_of_one() {
        for (sent, expected) in [
            (json!(30), Some(30)),
            (json!("30"), Some(30)),
            (json!(" 30 "), Some(30)),
            (json!(30.0), Some(30)),
            (json!("3e1"), Some(30)),
            (json!(0), Some(0)),
            (json!(u64::MAX), Some(u64::MAX)),
            (json!(-1), None),
            (json!(1.5), None),
            (json!(1e300), None),
            (json!("many"), None),
            (json!(""), None),
            (json!(true), None),
            (json!([30]), None),
        ] {
            assert_eq!(count(&sent), expected, "{sent}");
        }
    }

    #[test]
    fn seats_are_read_where_the_dialect_has_them() {
        let seats = Some(Seats { seat_limit: Some(3), ..Seats::default() });
        for event in [
            json!({"data": {"seatLimit": 3}}),
            json!({"data": null, "eventData": {"seatLimit": "3"}}),
            json!({"seatLimit": 3}),
        ] {
            assert_eq!(seats_of(&event.to_string()), seats, "{event}");
        }
    }

    #[test]
    fn an_event_without_a_count_gives_no_seats() {
        for event in
            ["[]", "17", "{", r#"{"data":[],"seatLimit":3}"#, r#"{"data":{"seatLimit":-1}}"#]
        {
            assert_eq!(seats_of(event), None, "{event}");
        }
    }
}
