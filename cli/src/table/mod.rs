//! Tables for a terminal: the look, and cells of each kind.

mod audit;
mod certificates;
mod columns;
mod dead_letters;
mod enrollments;
mod history;
mod notifications;
mod quarantine;
mod units;

pub(crate) use audit::{accounting, places};
pub(crate) use certificates::certificate_trail;
pub(crate) use dead_letters::{dead_letters, extent};
pub(crate) use enrollments::enrollments;
pub(crate) use history::history;
pub(crate) use notifications::{notifications, rules};
pub(crate) use quarantine::{reasons, specimens};
pub(crate) use units::{age, size};

use comfy_table::{Cell, Color};
use jiff::Timestamp;
use milepost_domain::{State, Time};

/// What stands for a value that is not there.
pub(crate) const NOTHING: &str = "–";
/// As much of a key or hash as identifies it on one stack; the commands take its beginning.
const KEY_LENGTH: usize = 12;

fn state(state: State, has_passed: Option<bool>) -> Cell {
    Cell::new(state.as_str()).fg(colour(state, has_passed))
}

fn colour(state: State, has_passed: Option<bool>) -> Color {
    match state {
        State::NotStarted | State::Dropped => Color::DarkGrey,
        State::Enrolled => Color::Blue,
        State::InProgress => Color::Cyan,
        State::Stalled => Color::Yellow,
        State::Completed if has_passed == Some(false) => Color::Red,
        State::Completed => Color::Green,
    }
}

/// In UTC, to the minute.
fn minute(time: Option<Time>) -> String {
    shown(time, "%Y-%m-%d %H:%M")
}

/// In UTC, to the second.
fn second(time: Option<Time>) -> String {
    shown(time, "%Y-%m-%d %H:%M:%S")
}

fn shown(time: Option<Time>, format: &str) -> String {
    time.map_or_else(
        || NOTHING.to_owned(),
        |time| Timestamp::from(time).strftime(format).to_string(),
    )
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

/// Whether a column would hold different values.
fn differ<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
    let first = values.next();
    values.any(|value| Some(value) != first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_completion_is_not_green() {
        assert_eq!(colour(State::Completed, Some(false)), Color::Red);
        assert_eq!(colour(State::Completed, None), Color::Green);
    }

    #[test]
    fn control_characters_are_taken_out() {
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a\u{fffd}[2Jb\u{fffd}");
        assert_eq!(plain("a\u{202e}b"), "a\u{fffd}b");
        assert_eq!(one_line(" a\r\n b\tc "), "a b c");
    }

    #[test]
    fn times_are_in_utc() {
        let time = "2026-11-23T10:04:05.678+02:00".parse().ok();
        assert_eq!(minute(time), "2026-11-23 08:04");
        assert_eq!(second(time), "2026-11-23 08:04:05");
        assert_eq!(minute(None), "–");
    }
}
