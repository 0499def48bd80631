//! How long ALM asks to wait.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

/// What is waited if ALM names no time that can be read.
const DEFAULT: SignedDuration = SignedDuration::from_mins(1);
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Reads the header `retry-after`: seconds, which ALM sends with a fraction such as `10.752`
/// (ALM rate limits), with a unit if it likes, or an HTTP date. Always 1 second to 1 hour.
pub(crate) fn read(header: Option<&str>, now: Timestamp) -> SignedDuration {
    let asked = header.and_then(|text| duration(text.trim()).or_else(|| until(text.trim(), now)));
    asked.unwrap_or(DEFAULT).clamp(SHORTEST, LONGEST)
}

fn duration(text: &str) -> Option<SignedDuration> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = number.parse::<f64>().ok()? * seconds_in(unit.trim())?;
    SignedDuration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok()
}

fn seconds_in(unit: &str) -> Option<f64> {
    match unit.to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
        "ms" | "milliseconds" => Some(0.001),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60.0),
        "h" | "hour" | "hours" => Some(3600.0),
        _ => None,
    }
}

fn until(text: &str, now: Timestamp) -> Option<SignedDuration> {
    let date = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(date.duration_since(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[test]
    fn seconds_fractions_units_and_dates_are_read() {
        for (header, millis) in [
            ("10.752", 10_752),
            (" 7 ", 7_000),
            ("3.5s", 3_500),
            ("12 seconds", 12_000),
            ("1500ms", 1_500),
            ("2 min", 120_000),
            ("Fri, 15 Jan 2027 08:00:30 GMT", 30_000),
        ] {
            assert_eq!(read(Some(header), NOW).as_millis(), millis, "{header}");
        }
    }

    #[test]
    fn it_is_1_second_to_1_hour() {
        for (header, seconds) in [
            ("0", 1),
            ("0.001", 1),
            ("86400", 3_600),
            ("1e9", 60),
            ("99999999999999999999999999", 3_600),
            ("Fri, 15 Jan 2027 07:00:00 GMT", 1),
            ("Fri, 15 Jan 2038 07:00:00 GMT", 3_600),
        ] {
            assert_eq!(read(Some(header), NOW).as_secs(), seconds, "{header}");
        }
    }

    #[test]
    fn without_a_time_it_is_a_minute() {
        for header in [None, Some(""), Some("soon"), Some("-3"), Some("NaN"), Some("5 years")] {
            assert_eq!(read(header, NOW), DEFAULT, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_the_wait_has_bounds(header in ".{0,40}", number in any::<f64>()) {
            for text in [header, number.to_string()] {
                let wait = read(Some(&text), NOW);
                prop_assert!(wait >= SHORTEST && wait <= LONGEST);
            }
        }
    }
}
