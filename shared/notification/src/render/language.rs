//! Which language a recipient is written to in.

use icu_locale_core::Locale;

/// The language that all others fall back to.
pub(super) const FALLBACK: &str = "en";

/// The languages to look for, the most special first: `de-AT`, then `de`, then English.
pub(super) fn candidates(sent: Option<&str>) -> Vec<String> {
    let mut candidates = Vec::new();
    if let Some(locale) = sent.and_then(parse) {
        candidates.push(locale.id.to_string());
        candidates.push(locale.id.language.to_string());
    }
    candidates.push(FALLBACK.to_owned());
    candidates.dedup();
    candidates
}

/// ALM writes `de-DE`, other sources `de_DE`.
pub(super) fn parse(text: &str) -> Option<Locale> {
    text.replace('_', "-").parse().ok()
}

/// The locale to write dates in: the recipient's own, if it is of the language of the words.
pub(super) fn of_dates(sent: Option<&str>, words: &str) -> Locale {
    let words = parse(words).unwrap_or(icu_locale_core::locale!("en"));
    let own = sent.and_then(parse).filter(|own| own.id.language == words.id.language);
    own.unwrap_or(words)
}

/// The direction of writing.
pub(super) fn direction(locale: &str) -> &'static str {
    match locale.split('-').next().unwrap_or_default() {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_special_comes_first() {
        assert_eq!(candidates(Some("de_AT")), ["de-AT", "de", "en"]);
        assert_eq!(candidates(Some("en-GB")), ["en-GB", "en"]);
        assert_eq!(candidates(Some("not a locale!")), ["en"]);
        assert_eq!(candidates(None), ["en"]);
    }

    #[test]
    fn dates_are_written_as_the_words_are() {
        assert_eq!(of_dates(Some("de-AT"), "de").to_string(), "de-AT");
        assert_eq!(of_dates(Some("fi-FI"), "en").to_string(), "en");
        assert_eq!(of_dates(Some("en-GB"), "en").to_string(), "en-GB");
    }
}
