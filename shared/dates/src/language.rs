//! The reader's language: which phrases, which words for a date.

use icu_locale_core::{Locale, locale, subtags::Region};

/// A language with its region, as people and browsers name it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Language {
    /// What dates are written in.
    pub locale: Locale,
    /// The tags to look for phrases under, the most special first.
    pub tags: Vec<String>,
}

impl Language {
    /// The language of a tag, `de-DE` or `de_DE`.
    pub fn parse(tag: &str) -> Option<Self> {
        tag.trim().replace('_', "-").parse().ok().map(Self::new)
    }

    /// English, which all others fall back to.
    pub fn english() -> Self {
        Self::new(locale!("en-US"))
    }

    fn new(locale: Locale) -> Self {
        let tags = tags(&locale);
        Self { locale, tags }
    }

    /// The language alone, two or three letters.
    pub fn code(&self) -> &str {
        self.locale.id.language.as_str()
    }

    /// The region of two letters: none for `es-419`.
    pub fn region(&self) -> Option<&str> {
        self.locale.id.region.as_ref().map(Region::as_str).filter(|code| code.len() == 2)
    }

    /// The direction of writing. (Typst's own table has Punjabi go leftwards in India too.)
    pub fn direction(&self) -> &'static str {
        match self.code() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => {
                "rtl"
            }
            _ => "ltr",
        }
    }

    /// Whether Chinese is written in the traditional script here.
    pub fn is_traditional(&self) -> bool {
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

    fn tags(sent: &str) -> Vec<String> {
        Language::parse(sent).map(|language| language.tags).unwrap_or_default()
    }

    #[test]
    fn the_special_first() {
        assert_eq!(tags("de-DE"), ["de-DE", "de"]);
        assert_eq!(tags("pt_BR"), ["pt-BR", "pt"]);
        assert_eq!(tags("zh-TW"), ["zh-TW", "zh-Hant", "zh"]);
        assert_eq!(tags("zh-Hant-HK"), ["zh-Hant-HK", "zh-HK", "zh-Hant", "zh"]);
        assert_eq!(tags("zh-CN"), ["zh-CN", "zh"]);
        assert_eq!(tags("no-NO"), ["no-NO", "nb"]);
        assert_eq!(tags("not a locale"), [""; 0]);
    }

    #[test]
    fn some_write_leftwards() {
        let direction = |tag| Language::parse(tag).unwrap().direction();
        assert_eq!(["ar-EG", "he-IL", "hi-IN"].map(direction), ["rtl", "rtl", "ltr"]);
    }
}
