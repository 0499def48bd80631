//! Text of people and courses, made fit for one line of print.

/// The text without control characters and direction overrides, its white space single.
///
/// An override (U+202A to U+202E, U+2066 to U+2069) could make a certificate read as another
/// one's. Joiners stay: Arabic, Persian and Indic names need them.
pub(crate) fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let kept = clean.len();
        if kept > 0 {
            clean.push(' ');
        }
        clean.extend(word.chars().filter(|&c| is_print(c)));
        if clean.len() == kept + 1 && kept > 0 {
            clean.pop();
        }
    }
    clean
}

fn is_print(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn white_space_becomes_single() {
        assert_eq!(line("  Ada\t\nLovelace "), "Ada Lovelace");
    }

    #[test]
    fn controls_and_overrides_go() {
        assert_eq!(line("A\u{0}da \u{202e} \u{2066}Love\u{7}lace\u{2069}"), "Ada Lovelace");
    }

    #[test]
    fn joiners_and_accents_stay() {
        assert_eq!(line("می\u{200c}خواهم e\u{301}"), "می\u{200c}خواهم e\u{301}");
    }
}
