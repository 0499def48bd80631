//! Words and numbers, and text from outside.

/// A number and its noun.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    // A day is two days, a retry two retries.
    let stem = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match (number, stem) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// Text from outside must not steer the terminal.
pub(crate) fn plain(text: &str) -> String {
    let steers = |char: char| char.is_control() || is_bidi_control(char);
    text.chars().map(|char| if steers(char) { '\u{fffd}' } else { char }).collect()
}

/// Text from outside on one line.
pub(crate) fn one_line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What turns the direction of the text around it (Unicode, UAX #9: embeddings, overrides,
/// isolates). Names in right-to-left scripts need none of them.
fn is_bidi_control(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_taken_out() {
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a\u{fffd}[2Jb\u{fffd}");
        assert_eq!(plain("a\u{202e}b"), "a\u{fffd}b");
        assert_eq!(one_line(" a\r\n b\tc "), "a b c");
    }

    #[test]
    fn nouns() {
        assert_eq!(counted(1, "event"), "1 event");
        assert_eq!(counted(30, "day"), "30 days");
        assert_eq!(counted(0, "event"), "0 events");
        assert_eq!(counted(2, "retry"), "2 retries");
    }
}
