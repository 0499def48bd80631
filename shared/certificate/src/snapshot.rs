//! What is printed.

use jiff::civil::Date;
use milepost_domain::{Day, Time, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;

/// What stands on the certificate, as it was known when it was drawn. A later change of a name or
/// title changes no certificate; a reissue takes the new one.
///
/// Personal data: `Debug` shows none of it.
#[skip_serializing_none]
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The learner's name; unknown while the certificate awaits it.
    pub name: Option<String>,
    /// The learning object's title in the learner's language; unknown as the name may be.
    pub title: Option<String>,
    /// The learner's language, such as `de-DE`.
    pub locale: Option<String>,
    /// Where its days are: the learner's time zone if it was known, else the company's. Without,
    /// as older releases drew it, in UTC.
    pub time_zone: Option<Zone>,
    /// When it was completed.
    pub completed_at: Time,
    /// The score as ALM sent it, if known.
    pub score: Option<Number>,
    /// Until when it is valid, if not for ever.
    pub valid_until: Option<Time>,
}

impl Snapshot {
    /// The day of a moment as it is printed. The credential has moments in UTC: where that is
    /// another day, the place says why.
    pub fn day(&self, time: Time) -> Day {
        match &self.time_zone {
            Some(zone) => zone.day_for(&Zone::utc(), time),
            None => Zone::utc().date(time).into(),
        }
    }

    /// Noon of a day where the days of this certificate are.
    pub fn noon(&self, date: Date) -> Option<Time> {
        self.time_zone.as_ref().unwrap_or(&Zone::utc()).noon(date)
    }

    /// Whether all is known that has to be printed.
    pub fn is_complete(&self) -> bool {
        self.name.is_some() && self.title.is_some()
    }
}

milepost_domain::redacted!(Snapshot);
