//! In which language a page speaks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use milepost_certificate::Reason;
use milepost_dates::phrases::{self, Book, Phrases};
use milepost_dates::{Language, with_place};
use milepost_domain::Day;
use serde::Deserialize;

use crate::negotiation::weighted;

/// The page's own words, in every language in which a certificate can be.
static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../templates/words.json")).unwrap_or_default()
});

/// What a certificate says as well.
static PHRASES: LazyLock<Book> = LazyLock::new(|| phrases::built_in().unwrap_or_default());

/// The words of one language, each a whole sentence or heading.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub(crate) valid: String,
    pub(crate) expired: String,
    pub(crate) revoked: String,
    pub(crate) stands: String,
    pub(crate) ended: String,
    rolled_back: String,
    alternate_revoked: String,
    superseded: String,
    withdrawn: String,
    reissued: String,
    pub(crate) revoked_on: String,
    pub(crate) renews: String,
    pub(crate) renewed_by: String,
    pub(crate) issued_by: String,
    pub(crate) pdf: String,
    pub(crate) badge: String,
    pub(crate) credential: String,
    pub(crate) check: String,
    pub(crate) not_found: String,
    pub(crate) not_found_text: String,
    pub(crate) gone_text: String,
    pub(crate) unavailable: String,
    pub(crate) unavailable_text: String,
}

impl Words {
    /// Why a certificate was revoked.
    pub(crate) fn reason(&self, reason: Reason) -> &str {
        match reason {
            Reason::RolledBack => &self.rolled_back,
            Reason::AlternateRevoked => &self.alternate_revoked,
            Reason::Superseded => &self.superseded,
            Reason::Withdrawn => &self.withdrawn,
            Reason::Reissued => &self.reissued,
        }
    }
}

/// Which languages a reader wants, as sent.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wish {
    /// The parameter `lang` of the address.
    pub lang: Option<String>,
    /// `Accept-Language`, empty if there is none (RFC 9110, section 12.5.4).
    pub accept: String,
}

/// A language with all of its words.
#[derive(Clone, Debug)]
pub struct Speech {
    /// The language.
    pub language: Language,
    /// The page's own words.
    pub words: Words,
    /// What the certificate says as well.
    pub phrases: Phrases,
}

impl Speech {
    /// The language that the address names, else that which the browser wants most, else the
    /// certificate's, else English.
    pub fn of(wish: &Wish, certificate: Option<&str>) -> Self {
        let mut ranges = weighted(&wish.accept);
        ranges.retain(|(_, weight)| *weight > 0);
        ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let tags = wish.lang.as_deref().into_iter();
        let tags = tags.chain(ranges.iter().map(|(tag, _)| tag.as_str())).chain(certificate);
        let known = tags.filter_map(Language::parse).find_map(Self::in_language);
        known.unwrap_or_else(Self::english)
    }

    /// English.
    pub fn english() -> Self {
        let language = Language::english();
        Self::in_language(language.clone()).unwrap_or(Self {
            language,
            words: Words::default(),
            phrases: Phrases::default(),
        })
    }

    fn in_language(language: Language) -> Option<Self> {
        let words = language.tags.iter().find_map(|tag| WORDS.get(tag))?.clone();
        let phrases = phrases::choose(&language.tags, &Book::new(), &PHRASES);
        Some(Self { language, words, phrases })
    }

    /// The tag of the language.
    pub(crate) fn tag(&self) -> String {
        self.language.locale.id.to_string()
    }

    pub(crate) fn day(&self, day: &Day) -> String {
        with_place(day, &self.language.locale)
    }
}

#[cfg(test)]
mod tests;
