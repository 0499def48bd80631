//! What ALM's codes of time zones mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Person;
use crate::Zone;

/// ALM's codes with the IANA names of their zones, as the account says them
/// (`timeZones[].timeZoneCode` and `.zoneId`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TimeZones(BTreeMap<String, String>);

impl TimeZones {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many codes are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The zone of a code: that of the account, or the code itself where it is an IANA name.
    pub fn zone(&self, code: &str) -> Option<Zone> {
        let named = self.0.get(code.trim()).and_then(|name| name.parse().ok());
        named.or_else(|| code.parse().ok())
    }
}

/// Codes and IANA names.
impl FromIterator<(String, String)> for TimeZones {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Person {
    /// Where this person's days are, if that is known.
    pub fn zone(&self, known: &TimeZones) -> Option<Zone> {
        known.zone(self.time_zone.as_deref()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_name_or_what_the_account_says() {
        let pairs = [("213", "Asia/Kolkata"), ("7", "Europe/Atlantis"), ("UTC", "Europe/London")];
        let known: TimeZones =
            pairs.map(|(code, name)| (code.to_owned(), name.to_owned())).into_iter().collect();
        let mut person = Person::new("1".parse().unwrap());
        for (code, zone) in [
            (Some("213"), Some("Asia/Kolkata")),
            (Some("America/Los_Angeles"), Some("America/Los_Angeles")),
            (Some("UTC"), Some("Europe/London")),
            (Some("7"), None),
            (Some("IST"), None),
            (Some(""), None),
            (None, None),
        ] {
            person.time_zone = code.map(str::to_owned);
            let found = person.zone(&known).map(|zone| zone.to_string());
            assert_eq!(found.as_deref(), zone, "{code:?}");
        }
    }
}
