//! Which font families to try, in which order.

use crate::language::Language;

const DISPLAY: &str = "Noto Serif Display";
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

/// The families for headings and names, for running text, and for codes.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Stacks {
    display: Vec<&'static str>,
    text: Vec<&'static str>,
    mono: Vec<&'static str>,
}

/// The stacks for a page in this language with these texts on it.
pub(crate) fn stacks(language: &Language, texts: &[&str]) -> Stacks {
    let han = han(language, texts);
    let stack = |first| [first].into_iter().chain(SCRIPTS.iter().copied()).chain([han]).collect();
    Stacks { display: stack(DISPLAY), text: stack(TEXT), mono: vec![MONO, TEXT] }
}

/// Han characters look different in each country: the language decides, else the other letters.
fn han(language: &Language, texts: &[&str]) -> &'static str {
    let any = |in_script: fn(char) -> bool| texts.iter().any(|text| text.chars().any(in_script));
    match (language.code(), language.region()) {
        ("ja", _) => "Noto Sans CJK JP",
        ("ko", _) => "Noto Sans CJK KR",
        ("zh", Some("HK" | "MO")) if language.is_traditional() => "Noto Sans CJK HK",
        ("zh", _) if language.is_traditional() => "Noto Sans CJK TC",
        ("zh", _) => "Noto Sans CJK SC",
        _ if any(is_kana) => "Noto Sans CJK JP",
        _ if any(is_hangul) => "Noto Sans CJK KR",
        _ => "Noto Sans CJK SC",
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::{han, stacks};
    use crate::{fonts::Fonts, language::Language, phrases};

    fn language(sent: &str) -> Language {
        let book = phrases::built_in().unwrap();
        Language::of(Some(sent), [&book, &book])
    }

    #[test]
    fn the_language_decides_then_the_letters() {
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
            assert!(han(&language(locale), &[text]).ends_with(face), "{locale} {text}");
        }
    }

    #[test]
    fn every_family_is_there() {
        let (fonts, stacks) = (Fonts::new().unwrap(), stacks(&language("en"), &[]));
        for family in stacks.display.iter().chain(&stacks.text).chain(&stacks.mono) {
            assert!(fonts.book().contains_family(&family.to_lowercase()), "{family}");
        }
    }
}
