//! The learner's language: which phrases, which words for a date.

use icu_locale_core::{Locale, locale, subtags::Region};

use crate::phrases::Book;

/// The language of one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Language {
    /// What dates are written in.
    pub(crate) locale: Locale,
    /// The tags to look for phrases under, the most special first.
    pub(crate) tags: Vec<String>,
}

impl Language {
    /// The learner's language if there are phrases for it, else English.
    ///
    /// A page in two languages would help nobody: without phrases the date is English too.
    pub(crate) fn of(sent: Option<&str>, books: [&Book; 2]) -> Self {
        sent.and_then(|sent| sent.replace('_', "-").parse().ok())
            .map(Self::new)
            .filter(|language| {
                language.tags.iter().any(|tag| books.iter().any(|book| book.contains_key(tag)))
            })
            .unwrap_or_else(|| Self::new(locale!("en-US")))
    }

    fn new(locale: Locale) -> Self {
        let tags = tags(&locale);
        Self { locale, tags }
    }

    /// The language as Typst takes it, two or three letters.
    pub(crate) fn code(&self) -> &str {
        self.locale.id.language.as_str()
    }

    /// The region as Typst takes it: two letters, so none for `es-419`.
    pub(crate) fn region(&self) -> Option<&str> {
        self.locale.id.region.as_ref().map(Region::as_str).filter(|code| code.len() == 2)
    }

    /// The direction of writing. (Typst's own table has Punjabi go leftwards in India too.)
    pub(crate) fn direction(&self) -> &'static str {
        match self.code() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => {
                "rtl"
            }
            _ => "ltr",
        }
    }

    /// Whether Chinese is written in the traditional script here.
    pub(crate) fn is_traditional(&self) -> bool {
        is_traditional(&self.locale)
    }
}

/// `zh-Hant-TW`: itself, without its region, `zh-Hant` for what is written so, then `zh`.
fn tags(locale: &Locale) -> Vec<String> {
    let id = &locale.id;
    let mut tags = vec![id.to_string()];
    if let Some(region) = id.region {
        tags.push(format!("{}-{region}", id.language));
    }
    if is_traditional(locale) {
        tags.push("zh-Hant".into());
    }
    let general = match id.language.as_str() {
        "no" | "nn" => "nb",
        "iw" => "he",
        "in" => "id",
        other => other,
    };
    tags.push(general.into());
    tags.dedup();
    tags
}

fn is_traditional(locale: &Locale) -> bool {
    let id = &locale.id;
    id.language.as_str() == "zh"
        && match id.script {
            Some(script) => script.as_str() == "Hant",
            None => id.region.is_some_and(|region| matches!(region.as_str(), "TW" | "HK" | "MO")),
        }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use crate::phrases::{Book, built_in};

    fn tags(sent: &str) -> Vec<String> {
        Language::of(Some(sent), [&built_in().unwrap(), &Book::new()]).tags
    }

    #[test]
    fn the_special_first() {
        assert_eq!(tags("de-DE"), ["de-DE", "de"]);
        assert_eq!(tags("pt_BR"), ["pt-BR", "pt"]);
        assert_eq!(tags("zh-TW"), ["zh-TW", "zh-Hant", "zh"]);
        assert_eq!(tags("zh-Hant-HK"), ["zh-Hant-HK", "zh-HK", "zh-Hant", "zh"]);
        assert_eq!(tags("zh-CN"), ["zh-CN", "zh"]);
        assert_eq!(tags("no-NO"), ["no-NO", "nb"]);
    }

    #[test]
    fn what_is_not_known_is_english() {
        for sent in ["", "xx-YY", "tlh", "not a locale", "../../etc"] {
            assert_eq!(tags(sent), ["en-US", "en"], "{sent}");
        }
    }

    #[test]
    fn some_write_leftwards() {
        let book = built_in().unwrap();
        let direction = |sent| Language::of(Some(sent), [&book, &book]).direction();
        assert_eq!(["ar-EG", "he-IL", "hi-IN"].map(direction), ["rtl", "rtl", "ltr"]);
    }

    #[test]
    fn a_theme_adds_a_language() {
        let theme = Book::from([("cy".into(), crate::phrases::Phrases::default())]);
        let language = Language::of(Some("cy-GB"), [&theme, &Book::new()]);
        assert_eq!((language.code(), language.region()), ("cy", Some("GB")));
    }
}
