//! A learning object with its titles, and its instances with their deadlines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{LoId, LoInstanceId, LoType, Time};

/// What ALM falls back to, and so do we.
const DEFAULT_LOCALE: &str = "en-US";

/// A learning object as ALM knows it.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LearningObject {
    /// The id, such as `course:123`.
    pub lo_id: LoId,
    /// Its type.
    pub lo_type: Option<LoType>,
    /// The title in each locale, such as `en-US`; a report's title, which names none, is under
    /// the empty text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// How long it takes, as ALM sends it. ALM's pages name no unit; their samples fit minutes.
    pub duration: Option<u64>,
    /// `Published` and the like, as sent.
    pub state: Option<String>,
    /// The catalog labels with their values. Compliance is one of them: its name is the
    /// customer's choice (ALM: a catalog label of type compliance).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Vec<String>>,
}

/// An instance of a learning object.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// The id, such as `course:123_456`.
    pub lo_instance_id: LoInstanceId,
    /// The learning object whose answer held it.
    pub lo_id: LoId,
    /// `Active`, `Retired` and the like, as sent.
    pub state: Option<String>,
    /// Complete it by then. An enrollment may have a deadline of its own.
    pub completion_deadline: Option<Time>,
    /// Enroll by then.
    pub enrollment_deadline: Option<Time>,
    /// Seats, if they are limited.
    pub seat_limit: Option<u64>,
    /// The title in each locale.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
}

/// The seats of a course instance (ALM's event `CI_STATS`).
#[skip_serializing_none]
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seats {
    /// How many there are, if they are limited.
    pub seat_limit: Option<u64>,
    /// How many are taken.
    pub enrollment_count: Option<u64>,
    /// How many wait.
    pub waitlist_count: Option<u64>,
}

impl LearningObject {
    /// A learning object of which nothing is known but the id.
    pub fn new(lo_id: LoId) -> Self {
        Self {
            lo_id,
            lo_type: None,
            titles: BTreeMap::new(),
            duration: None,
            state: None,
            labels: BTreeMap::new(),
        }
    }

    /// The title for a reader of this locale: in it, else in its language, else in English, else
    /// the first there is.
    pub fn title(&self, locale: Option<&str>) -> Option<&str> {
        best(&self.titles, locale)
    }
}

impl Instance {
    /// An instance of which nothing is known but the ids.
    pub fn new(lo_instance_id: LoInstanceId, lo_id: LoId) -> Self {
        Self {
            lo_instance_id,
            lo_id,
            state: None,
            completion_deadline: None,
            enrollment_deadline: None,
            seat_limit: None,
            titles: BTreeMap::new(),
        }
    }
}

fn best<'a>(titles: &'a BTreeMap<String, String>, locale: Option<&str>) -> Option<&'a str> {
    let locale = locale.unwrap_or(DEFAULT_LOCALE);
    let of_language = |locale: &str| {
        let language = language(locale).to_owned();
        titles.iter().find(|(of, _)| language_is(of, &language)).map(|(_, title)| title)
    };
    let found = titles.get(locale).or_else(|| of_language(locale));
    let found = found.or_else(|| titles.get(DEFAULT_LOCALE)).or_else(|| of_language("en"));
    found.or_else(|| titles.values().next()).map(String::as_str)
}

fn language_is(locale: &str, other: &str) -> bool {
    language(locale).eq_ignore_ascii_case(other)
}

/// `de` of `de-DE` or `de_DE`.
fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(titles: &[(&str, &str)]) -> LearningObject {
        let titles = titles.iter().map(|(locale, title)| ((*locale).into(), (*title).into()));
        let object = LearningObject::new("course:1".parse().unwrap());
        LearningObject { titles: titles.collect(), ..object }
    }

    #[test]
    fn the_title_is_the_closest_to_the_reader() {
        let object =
            object(&[("de-DE", "Brandschutz"), ("en-US", "Fire safety"), ("fr-FR", "Feu")]);
        assert_eq!(object.title(Some("fr-FR")), Some("Feu"));
        assert_eq!(object.title(Some("de_AT")), Some("Brandschutz"));
        assert_eq!(object.title(Some("pt-BR")), Some("Fire safety"));
        assert_eq!(object.title(None), Some("Fire safety"));
    }

    #[test]
    fn any_title_is_better_than_an_id() {
        assert_eq!(object(&[("ja-JP", "防火")]).title(Some("de-DE")), Some("防火"));
        assert_eq!(object(&[("", "Fire safety")]).title(None), Some("Fire safety"));
        assert_eq!(object(&[("en-GB", "Fire"), ("ar", "حريق")]).title(None), Some("Fire"));
        assert_eq!(object(&[]).title(None), None);
    }
}
