//! Values as they may enter a line of text.

/// The longest value, in characters: an e-mail of a page-long title helps nobody.
const MAX_CHARACTERS: usize = 200;

/// One line without control characters: no header can be made of it, and no paragraph.
/// Characters that turn the direction of writing around are left out, too.
pub(super) fn line(text: &str) -> String {
    let is_turning =
        |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let parts = text.split(|it: char| it.is_control() || it.is_whitespace());
    let words: Vec<String> = parts
        .map(|word| word.chars().filter(|it| !is_turning(*it)).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    shorten(&words.join(" "), MAX_CHARACTERS, "…")
}

/// At most so many characters, the last of which say that something is missing.
pub(super) fn shorten(text: &str, max: usize, sign: &str) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(sign.chars().count())).collect();
    kept.trim_end().to_owned() + sign
}

/// Text whose marks stay with their words at the end of a line: French puts a space on the inside
/// of its quotation marks and before some other marks, and several languages before `%`.
pub(super) fn tied(text: &str) -> String {
    let mut tied = text.replace("« ", "«\u{a0}");
    for mark in ['»', ';', ':', '!', '?', '%'] {
        tied = tied.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    tied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_with_their_words() {
        let tied = tied("25 % de « Feu et fumée » : bravo !");
        assert_eq!(tied.replace('\u{a0}', "~"), "25~% de «~Feu et fumée~»~: bravo~!");
    }

    #[test]
    fn a_value_is_one_line() {
        assert_eq!(line(" Ana\r\nBcc: all@example.com\t\u{0} "), "Ana Bcc: all@example.com");
        assert_eq!(line("\u{202e}evil\u{2066}"), "evil");
        assert_eq!(line(&"ä".repeat(300)), "ä".repeat(199) + "…");
    }
}
