//! Moments, to the millisecond.

mod millis;

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, civil};
use serde_json_borrow::Value;
use serde_with::{DeserializeFromStr, SerializeDisplay};

pub use millis::Millis;

/// Numbers from here on are milliseconds since the epoch, smaller ones seconds: 1e11 ms is March
/// 1973, 1e11 s the year 5138.
const FIRST_MILLISECOND: f64 = 1e11;

/// The year 0 begins: before it a year has a sign and six digits, and texts no longer sort.
const YEAR_0_MILLIS: i64 = -62_167_219_200_000;

/// A moment in UTC, cut to the millisecond: what ALM sends and what tables hold.
///
/// Written as ISO-8601 with three decimals, so that texts sort as the moments do.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, DeserializeFromStr, SerializeDisplay,
)]
pub struct Time(Timestamp);

/// A text that is not a time.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

impl Time {
    /// The moment so many milliseconds after the epoch, if the calendar goes so far.
    pub fn from_millis(millis: i64) -> Option<Self> {
        Timestamp::from_millisecond(millis).ok().map(Self)
    }

    /// Milliseconds since the epoch.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Seconds since the epoch, as DynamoDB's time to live wants them.
    pub fn as_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// The day in UTC, as `2026-11-23`.
    pub fn day(self) -> String {
        self.0.strftime("%Y-%m-%d").to_string()
    }

    /// This moment, cut to the minute, as the dates in ALM's `data` are.
    #[must_use]
    pub fn minute(self) -> Self {
        Self::from_millis(self.as_millis().div_euclid(60_000) * 60_000).unwrap_or(self)
    }

    /// This moment and so many minutes, at most the end of the calendar.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus(SignedDuration::from_mins(minutes))
    }

    /// This moment and a while, cut to the millisecond, at most the end of the calendar.
    #[must_use]
    pub fn plus(self, duration: SignedDuration) -> Self {
        self.0.saturating_add(duration).map_or(self, Self::from)
    }

    /// Reads what ALM and its relatives send: ISO-8601 (without a zone: UTC), epoch seconds or
    /// epoch milliseconds, as number or text.
    pub(crate) fn read(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Number(number) => Self::from_number(number.as_f64()?),
            Value::Str(text) => text.parse().ok(),
            _ => None,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "in range: the calendar ends long before 2^53 ms"
    )]
    fn from_number(number: f64) -> Option<Self> {
        let millis = if number >= FIRST_MILLISECOND { number } else { number * 1000.0 };
        (0.0..9e15).contains(&millis).then(|| Self::from_millis(millis as i64)).flatten()
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_millisecond(timestamp.as_millisecond()).unwrap_or(timestamp))
    }
}

impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        time.0
    }
}

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let text = text.trim();
        if let Ok(number) = text.parse::<f64>() {
            return Self::from_number(number).ok_or(NotATime);
        }
        let utc = text.parse::<Timestamp>().or_else(|_| {
            let local: civil::DateTime = text.parse()?;
            jiff::tz::TimeZone::UTC.to_timestamp(local)
        });
        let time = utc.map(Self::from).map_err(|_| NotATime)?;
        if time.as_millis() < YEAR_0_MILLIS { Err(NotATime) } else { Ok(time) }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &serde_json::Value) -> Option<String> {
        Time::read(&Value::from(value)).map(|time| time.to_string())
    }

    #[test]
    fn every_documented_form_of_a_time_is_read() {
        let expected = Some("2024-09-27T05:24:03.000Z".to_owned());
        for form in [
            json!("2024-09-27T05:24:03.000Z"),
            json!("2024-09-27T05:24:03Z"),
            json!("2024-09-27T07:24:03+02:00"),
            json!("2024-09-27T05:24:03"),
            json!("2024-09-27 05:24:03"),
            json!(1_727_414_643),
            json!(1_727_414_643_000_i64),
            json!("1727414643000"),
        ] {
            assert_eq!(read(&form), expected, "{form}");
        }
        assert_eq!(read(&json!("2024-09-27")), Some("2024-09-27T00:00:00.000Z".to_owned()));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for form in [
            json!("soon"),
            json!(-1),
            json!(1e300),
            json!(true),
            json!(null),
            json!("NaN"),
            json!(""),
            json!("-000001-12-31T23:59:59.5Z"),
            json!("-009999-01-02T03:04:05"),
        ] {
            assert_eq!(read(&form), None, "{form}");
        }
    }

    #[test]
    fn the_calendar_reaches_almost_to_the_end_of_9999() {
        assert_eq!(
            read(&json!("9999-06-01T00:00:00Z")).as_deref(),
            Some("9999-06-01T00:00:00.000Z")
        );
        assert_eq!(read(&json!("9999-12-31T23:59:59Z")), None);
    }

    #[test]
    fn texts_sort_as_moments_do() {
        let first: Time = "0000-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(first.to_string(), "0000-01-01T00:00:00.000Z");
        let (early, late) = (Time::from_millis(1_000).unwrap(), Time::from_millis(1_001).unwrap());
        assert!(early.to_string() < late.to_string());
    }
}
