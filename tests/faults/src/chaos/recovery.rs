//! How long it takes after the cut until all is as if there had been none.

use std::time::Duration;

use milepost_contracts::HistoryItem;

use super::trouble::CutTimes;

/// Times from the end of the cut.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Recovery {
    /// Until a webhook was taken again: the sender's wait, as ALM waits.
    pub first_taken: Option<Duration>,
    /// Until the last event was worked in that had been received before the end of the cut.
    /// Dead letters are not counted: they wait for an operator.
    pub backlog_worked_off: Duration,
    /// How many such events there were at the end of the cut.
    pub backlog: usize,
}

impl Recovery {
    /// Reads it from what history says of each event; `at_rest` is when the queues were empty,
    /// before the dead letters were given back (in milliseconds since the epoch).
    pub(super) fn of(history: &[HistoryItem], cut: CutTimes, at_rest: i64) -> Self {
        let times = history.iter().map(|row| Times {
            received: row.received_at.as_millis(),
            processed: row.processed_at.as_millis(),
        });
        Self::of_times(times.collect(), cut, at_rest)
    }

    fn of_times(times: Vec<Times>, cut: CutTimes, at_rest: i64) -> Self {
        let since = |time: i64| Duration::from_millis(u64::try_from(time - cut.end).unwrap_or(0));
        let taken = times.iter().map(|it| it.received).filter(|it| *it >= cut.end).min();
        let backlog: Vec<i64> = times
            .into_iter()
            .filter(|it| it.received < cut.end && it.processed >= cut.end)
            .map(|it| it.processed)
            .filter(|processed| *processed <= at_rest)
            .collect();
        Self {
            first_taken: taken.map(since),
            backlog_worked_off: backlog.iter().max().map(|last| since(*last)).unwrap_or_default(),
            backlog: backlog.len(),
        }
    }
}

struct Times {
    received: i64,
    processed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_the_last_event_from_before_the_end_of_the_cut() {
        let times = [(10, 20), (90, 250), (95, 300), (105, 900), (190, 260), (220, 230)];
        let times = times.map(|(received, processed)| Times { received, processed }).into();
        let recovery = Recovery::of_times(times, CutTimes { begin: 100, end: 200 }, 800);
        assert_eq!(
            recovery,
            Recovery {
                first_taken: Some(Duration::from_millis(20)),
                backlog_worked_off: Duration::from_millis(100),
                backlog: 3,
            }
        );
    }
}
