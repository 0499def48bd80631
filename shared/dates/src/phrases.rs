//! The fixed phrases of a certificate, by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Phrases by language tag.
pub type Book = BTreeMap<String, Phrases>;

/// What a certificate says in every case. In a theme, what is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Phrases {
    /// The heading, "Certificate of completion".
    pub heading: Option<String>,
    /// Before the name, "This certifies that".
    pub certifies: Option<String>,
    /// Between name and title, "has successfully completed".
    pub completed: Option<String>,
    /// Over the day of completion, "Completed on".
    pub completed_on: Option<String>,
    /// Over the score, "Score".
    pub score: Option<String>,
    /// Over the last day of validity, "Valid until".
    pub valid_until: Option<String>,
    /// At the QR code, "Scan or visit to verify".
    pub verify: Option<String>,
    /// Over the id, "Certificate ID".
    pub certificate_id: Option<String>,
}

impl Phrases {
    /// These phrases where they are, the others' elsewhere.
    fn or(self, others: &Self) -> Self {
        let or = |mine: Option<String>, other: &Option<String>| mine.or_else(|| other.clone());
        Self {
            heading: or(self.heading, &others.heading),
            certifies: or(self.certifies, &others.certifies),
            completed: or(self.completed, &others.completed),
            completed_on: or(self.completed_on, &others.completed_on),
            score: or(self.score, &others.score),
            valid_until: or(self.valid_until, &others.valid_until),
            verify: or(self.verify, &others.verify),
            certificate_id: or(self.certificate_id, &others.certificate_id),
        }
    }
}

impl Phrases {
    /// Those that are there.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let Self { heading, certifies, completed, completed_on, score, .. } = self;
        let Self { valid_until, verify, certificate_id, .. } = self;
        [heading, certifies, completed, completed_on, score, valid_until, verify, certificate_id]
            .into_iter()
            .filter_map(|phrase| phrase.as_deref())
    }
}

/// The built-in phrases.
///
/// # Errors
/// Never: a test reads them.
pub fn built_in() -> Result<Book, serde_json::Error> {
    serde_json::from_str(include_str!("phrases.json"))
}

/// The phrases for the first tags (the most special language first) that the theme or the
/// built-in book has; the theme goes before the book for each tag.
pub fn choose(tags: &[String], theme: &Book, built_in: &Book) -> Phrases {
    tags.iter()
        .flat_map(|tag| [theme.get(tag), built_in.get(tag)])
        .flatten()
        .fold(Phrases::default(), Phrases::or)
}

#[cfg(test)]
mod tests {
    use super::{Book, Phrases, built_in, choose};

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_language_has_every_phrase() {
        let book = built_in().unwrap();
        for language in book.keys() {
            let general = language.split('-').next().unwrap();
            let phrases = choose(&tags(&[language, general]), &Book::new(), &book);
            let json = serde_json::to_value(phrases).unwrap();
            for (name, phrase) in json.as_object().unwrap() {
                assert!(phrase.as_str().is_some_and(|text| !text.is_empty()), "{language} {name}");
            }
        }
        assert!(book.len() >= 16);
    }

    #[test]
    fn the_special_goes_before_the_general_and_the_theme_before_the_book() {
        let book = built_in().unwrap();
        let mine = Phrases { heading: Some("Diploma".into()), ..Phrases::default() };
        let theme = Book::from([("pt".into(), mine)]);

        let phrases = choose(&tags(&["pt-BR", "pt"]), &theme, &book);

        assert_eq!(phrases.heading.as_deref(), Some("Diploma"));
        assert_eq!(phrases.completed, book["pt-BR"].completed);
        assert_eq!(phrases.score, book["pt"].score);
    }
}
