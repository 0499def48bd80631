//! One template in one language, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One template in one language. Each part is a template of minijinja (Jinja's syntax) over
/// [`Facts`](super::Facts).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// What it is about, in one line.
    pub subject: String,
    /// The paragraphs, separated by empty lines.
    pub body: String,
    /// What the button with the link says; without it, or without a link, there is none.
    pub action: Option<String>,
    /// Why the recipient gets it, in small print below.
    pub reason: String,
    /// As a short message.
    pub sms: String,
    /// As a shorter one, for when the other is longer than 160 characters.
    pub sms_short: String,
}

/// Templates by name, then by language.
pub type Book = BTreeMap<String, BTreeMap<String, Wording>>;

impl Wording {
    /// The parts with their names.
    pub(super) fn parts(&self) -> Vec<(&'static str, &str)> {
        let action = self.action.as_deref().map(|action| ("action", action));
        [
            ("subject", self.subject.as_str()),
            ("body", &self.body),
            ("reason", &self.reason),
            ("sms", &self.sms),
            ("sms_short", &self.sms_short),
        ]
        .into_iter()
        .chain(action)
        .collect()
    }
}
