//! What is written into a credential.

use jiff::{Timestamp, Unit};

/// Text on one line: white space of any kind is a space, other control characters are left out.
/// Older libraries escape them differently when they canonicalise, and no longer verify.
pub(crate) fn one_line(text: &str) -> String {
    let printable = text.chars().filter(|char| char.is_whitespace() || !char.is_control());
    let spaced = printable.map(|char| if char.is_whitespace() { ' ' } else { char });
    let spaced: String = spaced.filter(|char| !is_noncharacter(*char)).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// U+FFFE and U+FFFF are no text; canonicalisers disagree on them too.
fn is_noncharacter(char: char) -> bool {
    matches!(char, '\u{FFFE}' | '\u{FFFF}')
}

/// A time to the second, as `xsd:dateTime` in UTC.
pub(crate) fn to_second(time: Timestamp) -> String {
    // Rounding down fails for no time that `Timestamp` can hold.
    let whole = jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor);
    time.round(whole).unwrap_or(time).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_go_and_white_space_is_a_space() {
        assert_eq!(one_line(" Zoë\t\r\nO\u{0}'Neil\u{7f}\u{85}\u{a0}李\u{FFFE} "), "Zoë O'Neil 李");
    }

    #[test]
    fn joiners_stay_since_scripts_need_them() {
        assert_eq!(one_line("क्\u{200d}ष"), "क्\u{200d}ष");
    }

    #[test]
    fn a_time_is_cut_to_the_second() {
        let time: Timestamp = "2026-03-01T10:00:00.999Z".parse().unwrap();
        assert_eq!(to_second(time), "2026-03-01T10:00:00Z");
    }
}
