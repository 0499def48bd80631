//! The alphabet of short messages: GSM 03.38 (3GPP TS 23.038), 7 bits a character.
//!
//! One message holds 160 of them. A single character outside makes all of it UCS-2, which holds
//! 70, and a longer text two messages, which cost twice.

use any_ascii::any_ascii_char;

/// What one message holds, in septets.
pub const MAX_SEPTETS: usize = 160;

/// The basic alphabet, without what is in ASCII.
const BASIC: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
/// What is in ASCII, but not in the alphabet.
const ASCII_MISSING: &str = "`";
/// The extension table: each takes two septets.
const EXTENSION: &str = "^{}\\[~]|€";

/// The septets of a character; `None` if the alphabet does not have it.
pub fn septets_of(character: char) -> Option<usize> {
    if EXTENSION.contains(character) {
        return Some(2);
    }
    let is_ascii = character == '\n' || (' '..='~').contains(&character);
    let is_basic = (is_ascii && !ASCII_MISSING.contains(character)) || BASIC.contains(character);
    is_basic.then_some(1)
}

/// The septets of a text; `None` if the alphabet does not have all of it.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(septets_of).sum()
}

/// Whether one message holds the text.
pub fn fits(text: &str) -> bool {
    septets(text).is_some_and(|septets| septets <= MAX_SEPTETS)
}

/// The text in the alphabet: what it does not have is written in Latin letters.
pub fn transliterated(text: &str) -> String {
    let spelled = |it: char| match septets_of(it) {
        Some(_) => it.to_string(),
        None => any_ascii_char(it).chars().filter(|it| septets_of(*it).is_some()).collect(),
    };
    let text: String = text.chars().map(spelled).collect();
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_has_128_characters_and_ten_in_two_septets() {
        let all = || ('\u{0}'..='\u{ffff}').filter(|it| septets_of(*it).is_some());
        // 128 without the escape, carriage return and the seldom used page break of the table.
        assert_eq!(all().filter(|it| septets_of(*it) == Some(1)).count(), 126);
        assert_eq!(all().filter(|it| septets_of(*it) == Some(2)).count(), 9);
        assert_eq!(septets("Grüße, 5 €"), Some(11));
        assert_eq!(septets("„Hallo“"), None);
    }

    #[test]
    fn every_script_becomes_readable() {
        for (text, expected) in [
            ("„Brandschutz“ – Übung…", "\"Brandschutz\" - Übung..."),
            ("Оксана Бондаренко", "Oksana Bondarenko"),
            ("Κατερίνα", "Katerina"),
            ("Zoë Łukasz", "Zoe Lukasz"),
        ] {
            assert_eq!(transliterated(text), expected);
        }
        assert!(!transliterated("高橋さくら").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_comes_into_the_alphabet(text in any::<String>()) {
            prop_assert!(septets(&transliterated(&text)).is_some());
        }
    }
}
