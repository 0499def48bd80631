//! What a company says about its looks, without touching the template.

use std::collections::BTreeMap;

use icu_locale_core::Locale;
use milepost_dates::phrases::Phrases;
use serde::{Deserialize, Serialize};

use crate::TypesetError;

/// How many signatories fit beside each other.
pub(crate) const SIGNATORIES: usize = 2;
/// The most characters of a line.
const LINE: usize = 80;

/// The theme of a design, read from JSON; fields that it does not know are errors.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Theme {
    /// The organisation printed at the head; without one, the certificate's issuer.
    pub organisation: Option<String>,
    /// The colours of the page.
    pub colours: Colours,
    /// Who signs, at most two.
    pub signatories: Vec<Signatory>,
    /// Phrases that replace the built-in ones, by language (`de`, `pt-BR`, `zh-Hant`).
    pub phrases: BTreeMap<String, Phrases>,
}

/// The colours of the page, each as `#rrggbb`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Colours {
    /// Headings and the seal.
    pub primary: String,
    /// Rules and ornaments.
    pub accent: String,
    /// Text.
    pub ink: String,
    /// Captions.
    pub muted: String,
    /// The page.
    pub paper: String,
}

impl Default for Colours {
    fn default() -> Self {
        Self {
            primary: "#17324d".into(),
            accent: "#b08d4c".into(),
            ink: "#1d2530".into(),
            muted: "#66707d".into(),
            paper: "#ffffff".into(),
        }
    }
}

/// A person who signs, as two lines under a rule.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// Who signs.
    pub name: String,
    /// As what.
    pub role: String,
}

impl Theme {
    /// Reads and checks a theme.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, TypesetError> {
        let theme: Self = serde_json::from_slice(json)?;
        theme.colours.check()?;
        if theme.signatories.len() > SIGNATORIES {
            return Err(TypesetError::Signatories(theme.signatories.len()));
        }
        if let Some(organisation) = &theme.organisation {
            check_line("organisation", organisation)?;
        }
        for signatory in &theme.signatories {
            check_line("signatories[].name", &signatory.name)?;
            check_line("signatories[].role", &signatory.role)?;
        }
        match theme.phrases.keys().find(|key| key.parse::<Locale>().is_err()) {
            Some(key) => Err(TypesetError::PhraseLanguage(key.clone())),
            None => Ok(theme),
        }
    }
}

impl Colours {
    fn check(&self) -> Result<(), TypesetError> {
        let Self { primary, accent, ink, muted, paper } = self;
        [("primary", primary), ("accent", accent), ("ink", ink), ("muted", muted), ("paper", paper)]
            .into_iter()
            .find(|(_, value)| !is_colour(value))
            .map_or(Ok(()), |(name, value)| {
                Err(TypesetError::Colour { name, value: value.clone() })
            })
    }
}

fn is_colour(value: &str) -> bool {
    value
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn check_line(name: &'static str, line: &str) -> Result<(), TypesetError> {
    match line.trim().chars().count() {
        1..=LINE => Ok(()),
        _ => Err(TypesetError::Line { name, limit: LINE }),
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;
    use crate::TypesetError;

    fn read(json: &str) -> Result<Theme, TypesetError> {
        Theme::from_json(json.as_bytes())
    }

    #[test]
    fn what_is_left_out_stays_as_built_in() {
        let theme = read(r##"{"colours": {"accent": "#AA0000"}}"##).unwrap();

        assert_eq!(theme.colours.accent, "#AA0000");
        assert_eq!(theme.colours.ink, Theme::default().colours.ink);
    }

    #[test]
    fn a_misspelt_field_is_an_error() {
        assert!(matches!(read(r#"{"organization": "X"}"#), Err(TypesetError::Theme(_))));
        assert!(matches!(read(r#"{"phrases": {"de": {"x": ""}}}"#), Err(TypesetError::Theme(_))));
    }

    #[test]
    fn values_are_checked() {
        let colour = read(r#"{"colours": {"ink": "red"}}"#);
        assert!(matches!(colour, Err(TypesetError::Colour { name: "ink", .. })));
        let line = read(r#"{"organisation": " "}"#);
        assert!(matches!(line, Err(TypesetError::Line { name: "organisation", .. })));
        let language = read(r#"{"phrases": {"not a language": {}}}"#);
        assert!(matches!(language, Err(TypesetError::PhraseLanguage(_))));
        let signatory = r#"{"name": "A", "role": "B"}"#;
        let three = format!(r#"{{"signatories": [{}]}}"#, [signatory; 3].join(","));
        assert!(matches!(read(&three), Err(TypesetError::Signatories(3))));
    }
}
