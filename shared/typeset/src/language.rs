//! The language of a certificate.

use milepost_dates::Language;
use milepost_dates::phrases::Book;

/// The learner's language if there are phrases for it, else English.
///
/// A page in two languages would help nobody: without phrases the date is English too.
pub(crate) fn of(sent: Option<&str>, books: [&Book; 2]) -> Language {
    let is_known = |language: &Language| {
        language.tags.iter().any(|tag| books.iter().any(|book| book.contains_key(tag)))
    };
    sent.and_then(Language::parse).filter(is_known).unwrap_or_else(Language::english)
}

#[cfg(test)]
mod tests {
    use milepost_dates::phrases::{Book, Phrases, built_in};

    use super::of;

    #[test]
    fn what_is_not_known_is_english() {
        for sent in ["", "xx-YY", "tlh", "not a locale", "../../etc"] {
            let language = of(Some(sent), [&built_in().unwrap(), &Book::new()]);
            assert_eq!(language.tags, ["en-US", "en"], "{sent}");
        }
    }

    #[test]
    fn a_theme_adds_a_language() {
        let theme = Book::from([("cy".into(), Phrases::default())]);
        let language = of(Some("cy-GB"), [&theme, &Book::new()]);
        assert_eq!((language.code(), language.region()), ("cy", Some("GB")));
    }
}
