//! What FIFO queues and topics remember, to swallow repeats.

use std::collections::HashMap;
use std::time::Duration;

/// A repeat of a deduplication id within this time is swallowed.
pub const DEDUPLICATION_INTERVAL: Duration = Duration::from_mins(5);

/// Deduplication in the scope of a message group. A repeat does not prolong the interval.
#[derive(Debug, Default)]
pub(crate) struct Deduplication {
    /// By group and deduplication id: when the first came, and its number.
    seen: HashMap<(String, String), (Duration, usize)>,
}

impl Deduplication {
    /// The number of the message that this one repeats. If there is none, it is remembered under
    /// its own number.
    pub(crate) fn original(
        &mut self,
        now: Duration,
        (group, id): (&str, &str),
        number: usize,
    ) -> Option<usize> {
        let key = (group.to_owned(), id.to_owned());
        match self.seen.get(&key) {
            Some((at, original)) if now < *at + DEDUPLICATION_INTERVAL => Some(*original),
            _ => {
                self.seen.insert(key, (now, number));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_swallowed_for_five_minutes_from_the_first() {
        let mut deduplication = Deduplication::default();
        let mut original = |seconds, number| {
            deduplication.original(Duration::from_secs(seconds), ("group", "id"), number)
        };
        assert_eq!(original(0, 1), None);
        assert_eq!(original(299, 2), Some(1));
        assert_eq!(original(300, 3), None);
        assert_eq!(original(599, 4), Some(3));
    }

    #[test]
    fn another_group_has_ids_of_its_own() {
        let mut deduplication = Deduplication::default();
        assert_eq!(deduplication.original(Duration::ZERO, ("one", "id"), 1), None);
        assert_eq!(deduplication.original(Duration::ZERO, ("two", "id"), 2), None);
    }
}
