//! How things are said, in whatever place: words and numbers, ages and sizes in the unit that fits,
//! and text from outside.

use jiff::Timestamp;

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

/// How long ago, in the largest unit that fits.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> String {
    lasting(now.as_second().saturating_sub(at.as_second()))
}

/// A time of so many seconds, in the largest unit that fits.
pub(crate) fn lasting(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (number, unit) = match seconds {
        0..60 => (seconds, "s"),
        60..3600 => (seconds / 60, "min"),
        3600..172_800 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "d"),
    };
    format!("{number}\u{a0}{unit}")
}

/// A number of bytes.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
    let mut tenths = bytes.saturating_mul(10);
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if unit == 0 || whole >= 10 {
        format!("{whole}\u{a0}{}", UNITS[unit])
    } else {
        format!("{whole}.{tenth}\u{a0}{}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn ages() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let ages = [0, 59, 60, 3599, 3600, 172_799, 172_800]
            .map(|seconds| age(now - Duration::from_secs(seconds), now));
        assert_eq!(
            ages.join(", "),
            "0 s, 59 s, 1 min, 59 min, 1 h, 47 h, 2 d"
                .replace(' ', "\u{a0}")
                .replace(",\u{a0}", ", ")
        );
        assert_eq!(age(now, Timestamp::UNIX_EPOCH), "0\u{a0}s", "clocks differ");
    }

    #[test]
    fn sizes() {
        let shown = [0, 1023, 1024, 10_300, 5 << 20, 3 << 40].map(size).join(", ");
        assert_eq!(shown.replace('\u{a0}', " "), "0 B, 1023 B, 1.0 KB, 10 KB, 5.0 MB, 3072 GB");
    }

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
