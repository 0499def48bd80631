//! Cells of each kind.

use comfy_table::{Cell, Color};
use jiff::Timestamp;
use milepost_domain::{State, Time};

/// What stands for a value that is not there.
pub(crate) const NOTHING: &str = "–";
/// As much of a key or hash as identifies it on one stack; the commands take its beginning.
pub(crate) const KEY_LENGTH: usize = 12;

pub(crate) fn state(state: State, has_passed: Option<bool>) -> Cell {
    Cell::new(state.as_str()).fg(colour(state, has_passed))
}

pub(crate) fn colour(state: State, has_passed: Option<bool>) -> Color {
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
pub(crate) fn minute(time: Option<Time>) -> String {
    shown(time, "%Y-%m-%d %H:%M")
}

/// In UTC, to the second.
pub(crate) fn second(time: Option<Time>) -> String {
    shown(time, "%Y-%m-%d %H:%M:%S")
}

fn shown(time: Option<Time>, format: &str) -> String {
    time.map_or_else(
        || NOTHING.to_owned(),
        |time| Timestamp::from(time).strftime(format).to_string(),
    )
}

/// Whether a column would hold different values.
pub(crate) fn differ<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
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
    fn times_are_in_utc() {
        let time = "2026-11-23T10:04:05.678+02:00".parse().ok();
        assert_eq!(minute(time), "2026-11-23 08:04");
        assert_eq!(second(time), "2026-11-23 08:04:05");
        assert_eq!(minute(None), "–");
    }
}
