//! Places, for what is said of days.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde_with::{DeserializeFromStr, SerializeDisplay};

use crate::Time;

/// The database of the program: the functions run where none is installed, and a certificate is
/// to say the same day wherever it is printed.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone of the IANA database, such as `America/Los_Angeles`.
#[derive(Clone, Debug, DeserializeFromStr, Eq, PartialEq, SerializeDisplay)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A civil day, as it is said to a reader.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Where it is that day, if that must be said.
    pub place: Option<String>,
}

/// A day that is clear to the reader.
impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self { date, place: None }
    }
}

/// A text that names no time zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a time zone of the IANA database, such as Europe/Berlin or Etc/UTC")]
pub struct NotAZone;

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self { name: "Etc/UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The civil day of a moment there.
    pub fn date(&self, time: Time) -> Date {
        self.rules.to_datetime(time.into()).date()
    }

    /// Noon of a day there, if the calendar has it.
    pub fn noon(&self, date: Date) -> Option<Time> {
        self.rules.to_timestamp(date.at(12, 0, 0, 0)).ok().map(Time::from)
    }

    /// What people call it: the city, else the distance to UTC at that moment, such as
    /// `UTC-05:00` (the names of the zones below `Etc` have the opposite sign).
    pub fn place(&self, time: Time) -> String {
        match self.name.rsplit_once('/') {
            Some((area, city)) if area != "Etc" => city.replace('_', " "),
            _ => self.distance(time),
        }
    }

    /// The day of a moment there, for a reader elsewhere: with its place if the reader has
    /// another day, or nobody lives in such a place.
    pub fn day_for(&self, reader: &Self, time: Time) -> Day {
        let date = self.date(time);
        let is_clear = reader.date(time) == date && !self.name.starts_with("Etc/");
        Day { date, place: (!is_clear).then(|| self.place(time)) }
    }

    fn distance(&self, time: Time) -> String {
        let minutes = self.rules.to_offset(time.into()).seconds() / 60;
        if minutes == 0 {
            return "UTC".to_owned();
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// An area and a city, in any case, or `UTC`. Other short names are none: `IST` is the time of
/// India, Ireland and Israel, and the database has `EST` without daylight saving.
impl FromStr for Zone {
    type Err = NotAZone;

    fn from_str(text: &str) -> Result<Self, NotAZone> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("UTC") {
            return Ok(Self::utc());
        }
        let rules = text.contains('/').then(|| DATABASE.get(text).ok()).flatten();
        let rules = rules.ok_or(NotAZone)?;
        let name = rules.iana_name().ok_or(NotAZone)?.to_owned();
        Ok(Self { name, rules })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_there() {
        for (name, time, day) in [
            // A deadline of 23:59, and a Sunday afternoon.
            ("America/Los_Angeles", "2026-12-16T07:59:00Z", "2026-12-15"),
            ("America/Los_Angeles", "2026-12-16T08:00:00Z", "2026-12-16"),
            ("America/Los_Angeles", "2026-12-14T01:30:00Z", "2026-12-13"),
            // Daylight saving moves midnight by an hour.
            ("America/Los_Angeles", "2026-11-01T06:59:59Z", "2026-10-31"),
            ("America/Los_Angeles", "2026-11-02T07:59:59Z", "2026-11-01"),
            ("America/Los_Angeles", "2026-11-02T08:00:00Z", "2026-11-02"),
            ("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28"),
            ("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29"),
            ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"),
            // Half hours; a day of its own east of the date line; midnight that does not exist.
            ("Asia/Kolkata", "2026-12-15T18:29:59Z", "2026-12-15"),
            ("Asia/Kolkata", "2026-12-15T18:30:00Z", "2026-12-16"),
            ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01"),
            ("America/Santiago", "2026-09-06T03:59:59Z", "2026-09-05"),
            ("America/Santiago", "2026-09-06T04:00:00Z", "2026-09-06"),
            ("Etc/UTC", "2026-12-15T23:59:59Z", "2026-12-15"),
        ] {
            assert_eq!(zone(name).date(at(time)).to_string(), day, "{name} {time}");
        }
    }

    #[test]
    fn a_place_is_said_where_the_reader_has_another_day_or_nobody_lives_there() {
        let (deadline, noon) = (at("2026-12-16T07:59:00Z"), at("2026-12-15T20:00:00Z"));
        let [los_angeles, berlin] = ["America/Los_Angeles", "Europe/Berlin"].map(zone);
        let place = |zone: &Zone, reader: &Zone, time| zone.day_for(reader, time).place;
        assert_eq!(place(&los_angeles, &berlin, deadline).as_deref(), Some("Los Angeles"));
        assert_eq!(place(&los_angeles, &berlin, noon), None);
        assert_eq!(place(&los_angeles, &los_angeles, deadline), None);
        assert_eq!(place(&Zone::utc(), &berlin, noon).as_deref(), Some("UTC"));
        assert_eq!(zone("Etc/GMT+5").place(noon), "UTC-05:00");
        assert_eq!(zone("America/Argentina/Buenos_Aires").place(noon), "Buenos Aires");
    }

    #[test]
    fn only_names_that_mean_one_place_are_zones() {
        for (text, name) in [
            ("europe/berlin", "Europe/Berlin"),
            (" UTC ", "Etc/UTC"),
            ("Etc/UTC", "Etc/UTC"),
            ("Asia/Calcutta", "Asia/Calcutta"),
        ] {
            assert_eq!(zone(text).to_string(), name);
        }
        for text in ["", "213", "IST", "EST", "Berlin", "Europe/Atlantis", "../etc/passwd", "/"] {
            assert_eq!(text.parse::<Zone>(), Err(NotAZone), "{text}");
        }
    }

    #[test]
    fn it_is_written_by_its_name() {
        let json = serde_json::to_string(&zone("Asia/Tokyo")).unwrap();
        assert_eq!(json, r#""Asia/Tokyo""#);
        assert_eq!(serde_json::from_str::<Zone>(&json).unwrap(), zone("Asia/Tokyo"));
    }
}
