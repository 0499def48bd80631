//! Which font families a page needs, and in which order to try them.

use milepost_dates::Language;
use serde::Serialize;
use typst::text::FontBook;

const DISPLAY: &str = "Noto Serif Display";
const TITLE: &str = "Noto Serif";
const TEXT: &str = "Noto Sans";
const MONO: &str = "DejaVu Sans Mono";

/// One family for each script but Han, Kana and Hangul.
const SCRIPTS: &[&str] = &[
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Serif Devanagari",
    "Noto Serif Bengali",
    "Noto Serif Gujarati",
    "Noto Serif Gurmukhi",
    "Noto Sans Oriya",
    "Noto Serif Tamil",
    "Noto Serif Telugu",
    "Noto Serif Kannada",
    "Noto Serif Malayalam",
    "Noto Serif Sinhala",
    "Noto Serif Thai",
    "Noto Serif Lao",
    "Noto Serif Khmer",
    "Noto Serif Myanmar",
    "Noto Serif Armenian",
    "Noto Serif Georgian",
    "Noto Serif Ethiopic",
    "Noto Serif Tibetan",
    "Noto Sans Thaana",
    "Noto Sans Mongolian",
];

/// The families for headings and names, for titles (in bold), for running text, and for codes.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Families {
    display: Vec<&'static str>,
    title: Vec<&'static str>,
    text: Vec<&'static str>,
    mono: [&'static str; 2],
}

/// The families for a page in this language with these texts on it.
///
/// Typst loads and tries every family of a list until one has the letters, so a list holds only
/// those that have a letter of the page. For anything else Typst looks for a font by itself.
pub(crate) fn choose(book: &FontBook, language: &Language, texts: &[&str]) -> Families {
    let letters = || texts.iter().flat_map(|text| text.chars());
    let han = han(language, letters);
    let list = |first: &'static str| {
        let mut list = vec![first];
        for letter in letters().filter(|letter| !letter.is_whitespace()) {
            if !list.iter().any(|family| has(book, family, letter)) {
                let others = || [han].into_iter().chain(SCRIPTS.iter().copied());
                list.extend(others().find(|family| has(book, family, letter)));
            }
        }
        list
    };
    Families { display: list(DISPLAY), title: list(TITLE), text: list(TEXT), mono: [MONO, TEXT] }
}

fn has(book: &FontBook, family: &str, letter: char) -> bool {
    book.select_family(&family.to_lowercase())
        .filter_map(|face| book.info(face))
        .any(|info| info.coverage.contains(letter.into()))
}

/// Han characters look different in each country: the language decides, else the other letters.
fn han<I: Iterator<Item = char>>(language: &Language, letters: impl Fn() -> I) -> &'static str {
    match (language.code(), language.region()) {
        ("ja", _) => "Noto Sans CJK JP",
        ("ko", _) => "Noto Sans CJK KR",
        ("zh", Some("HK" | "MO")) if language.is_traditional() => "Noto Sans CJK HK",
        ("zh", _) if language.is_traditional() => "Noto Sans CJK TC",
        ("zh", _) => "Noto Sans CJK SC",
        _ if letters().any(is_kana) => "Noto Sans CJK JP",
        _ if letters().any(is_hangul) => "Noto Sans CJK KR",
        _ => "Noto Sans CJK SC",
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::{DISPLAY, MONO, SCRIPTS, TEXT, TITLE, choose};
    use milepost_dates::phrases;

    use crate::{fonts::Fonts, language};

    fn display(locale: &str, text: &str) -> Vec<&'static str> {
        let book = phrases::built_in().unwrap();
        let language = language::of(Some(locale), [&book, &book]);
        choose(Fonts::new().unwrap().book(), &language, &[text]).display
    }

    #[test]
    fn han_by_the_language_then_by_the_letters() {
        for (locale, text, face) in [
            ("ja-JP", "山田", "JP"),
            ("ko-KR", "山田", "KR"),
            ("zh-CN", "山田", "SC"),
            ("zh-TW", "山田", "TC"),
            ("zh-HK", "山田", "HK"),
            ("en-US", "山田たろう", "JP"),
            ("en-US", "김지수", "KR"),
            ("en-US", "王伟", "SC"),
        ] {
            let expected = format!("Noto Sans CJK {face}");
            assert_eq!(display(locale, text), [DISPLAY, &expected], "{locale} {text}");
        }
    }

    #[test]
    fn only_what_the_page_needs() {
        assert_eq!(display("en-US", "Zoë Ωμέγα Щукин"), [DISPLAY]);
        assert_eq!(display("ar-EG", "محمد Smith"), [DISPLAY, "Noto Naskh Arabic"]);
        assert_eq!(display("ja-JP", "、"), [DISPLAY, "Noto Sans CJK JP"]);
        assert_eq!(display("en-US", "\u{1f393}"), [DISPLAY], "no font has this one");
    }

    #[test]
    fn every_family_is_there() {
        let fonts = Fonts::new().unwrap();
        for family in SCRIPTS.iter().chain(&[DISPLAY, TITLE, TEXT, MONO]) {
            assert!(fonts.book().contains_family(&family.to_lowercase()), "{family}");
        }
    }
}
