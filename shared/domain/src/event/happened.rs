//! When an event happened, and when it was told. Nothing else decides that.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json_borrow::Value;

use super::{Details, Event, EventKind};
use crate::Time;

/// The first of January 1990, in milliseconds: ALM and its predecessors are younger, so an earlier
/// date is an empty field of some export (0, 1900-01-01).
const FIRST_DATE_MILLIS: i64 = 631_152_000_000;
/// How far a date may lie ahead of receipt: where it was written, the day may have begun already.
const LONGEST_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// When an event happened, and what it says that can be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Happened {
    /// When it happened: the day of the completion or the enrollment if the event names it, else
    /// the event's own time, else the time of receipt.
    pub at: Time,
    /// When ALM told of it: the event's own time, at most the time of receipt.
    pub told_at: Time,
    /// The event's place among those that were told in one second.
    pub sequence: Option<Sequence>,
    /// What it says, without dates that cannot be.
    pub details: Details,
    /// How many dates it names that cannot be.
    pub rejected_dates: usize,
}

/// A position in ALM's log of changes: the numbers of `eventInfo`, which is not documented
/// (`<milliseconds>-<number>-<number>-0`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Sequence(u64, u64, u64);

impl Sequence {
    pub(super) fn read(value: &Value<'_>) -> Option<Self> {
        let mut numbers = value.as_str()?.split('-').map(|part| part.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self(next()?, next()?, next()?))
    }
}

impl Event {
    /// When it happened, as far as can be known by whoever received it then.
    pub fn happened(&self, received_at: Time) -> Happened {
        let (details, mut rejected_dates) = self.details.possible(received_at);
        let told_at = self.occurred_at.filter(|time| can_be(*time, received_at));
        rejected_dates += usize::from(told_at.is_none() && self.occurred_at.is_some());
        let told_at = told_at.unwrap_or(received_at).min(received_at);
        let date = match self.kind {
            EventKind::Enrolled => details.enrolled_at,
            EventKind::Completed(_) => details.completed_at,
            _ => None,
        };
        let at = date.unwrap_or(told_at);
        Happened { at, told_at, sequence: self.sequence, details, rejected_dates }
    }
}

impl Details {
    /// Without the dates that cannot be, and how many those were. A due date may lie ahead.
    fn possible(&self, received_at: Time) -> (Self, usize) {
        let mut rejected = 0;
        let mut possible = |date: Option<Time>, latest: Option<Time>| {
            let kept = date.filter(|date| can_be(*date, latest.unwrap_or(*date)));
            rejected += usize::from(kept.is_none() && date.is_some());
            kept
        };
        let details = Self {
            enrolled_at: possible(self.enrolled_at, Some(received_at)),
            started_at: possible(self.started_at, Some(received_at)),
            completed_at: possible(self.completed_at, Some(received_at)),
            due_at: possible(self.due_at, None),
            ..self.clone()
        };
        (details, rejected)
    }
}

fn can_be(time: Time, received_at: Time) -> bool {
    time.as_millis() >= FIRST_DATE_MILLIS && time <= received_at.plus(LONGEST_AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Origin;
    use serde_json::json;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn happened(name: &str, timestamp: &str, day: &serde_json::Value) -> Happened {
        let data = json!({
            "userId": 7, "loInstanceId": "course:1_2", "dateCompleted": day, "dateEnrolled": day,
        });
        let raw = json!({"eventName": name, "timestamp": timestamp, "data": data});
        let event = Event::parse(&raw.to_string(), &"1".parse().unwrap(), Origin::Webhook).unwrap();
        event.happened(time("2026-11-23T12:00:00Z"))
    }

    fn at(name: &str, timestamp: &str, day: &serde_json::Value) -> String {
        happened(name, timestamp, day).at.to_string()
    }

    #[test]
    fn the_date_in_the_data_comes_first_whoever_told_it_when() {
        for name in ["COURSE_COMPLETED", "COURSE_COMPLETED_BATCH", "COURSE_ENROLLMENT"] {
            let found = happened(name, "2026-11-23T11:10:00Z", &json!("2019-03-14T00:00:00Z"));
            assert_eq!(found.at, time("2019-03-14T00:00:00Z"), "{name}");
            assert_eq!(found.told_at, time("2026-11-23T11:10:00Z"), "{name}");
        }
    }

    #[test]
    fn unenrollments_and_roll_backs_happen_when_they_are_told() {
        for name in ["COURSE_UNENROLLMENT", "LEARNING_PATH_COMPLETION_ROLLBACK"] {
            let found = at(name, "2026-11-23T11:10:00Z", &json!("2019-03-14T00:00:00Z"));
            assert_eq!(found, "2026-11-23T11:10:00.000Z", "{name}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_counts_as_absent_and_is_counted() {
        for date in [json!(0), json!("1989-12-31T23:59:59Z"), json!("2026-11-24T12:00:00.001Z")] {
            let found = happened("COURSE_COMPLETED", "2026-11-23T11:10:00Z", &date);
            assert_eq!(found.at, time("2026-11-23T11:10:00Z"), "{date}");
            assert_eq!((found.details.completed_at, found.rejected_dates), (None, 2), "{date}");
        }
        let early = at("COURSE_COMPLETED", "2026-11-23T11:10:00Z", &json!("2026-11-24T12:00:00Z"));
        assert_eq!(early, "2026-11-24T12:00:00.000Z", "in the east the day has begun");
    }

    #[test]
    fn a_clock_ahead_is_taken_as_receipt() {
        for timestamp in ["2026-11-23T12:00:01Z", "2031-01-01T00:00:00Z", "1970-01-01T00:00:00Z"] {
            let found = happened("COURSE_COMPLETED", timestamp, &json!(null));
            assert_eq!(found.at, time("2026-11-23T12:00:00Z"), "{timestamp}");
            let is_rejected = timestamp != "2026-11-23T12:00:01Z";
            assert_eq!(found.rejected_dates, usize::from(is_rejected), "{timestamp}");
        }
    }

    #[test]
    fn a_due_date_may_lie_ahead() {
        let raw = json!({"eventName": "COURSE_ENROLLMENT", "userId": 7, "loId": "course:1",
            "dueDate": "2030-01-01"});
        let event = Event::parse(&raw.to_string(), &"1".parse().unwrap(), Origin::Webhook).unwrap();
        let found = event.happened(time("2026-11-23T12:00:00Z"));
        assert_eq!((found.details.due_at, found.rejected_dates), (Some(time("2030-01-01")), 0));
    }

    #[test]
    fn the_sequence_is_read_where_it_has_the_known_form() {
        let read = |text: &str| Sequence::read(&Value::Str(text.into()));
        let first = read("1725524713000-040366-10488-0");
        assert_eq!(first, Some(Sequence(1_725_524_713_000, 40_366, 10_488)));
        assert!(first < read("1725524713000-040366-10489-0"));
        assert_eq!(read("1725524713-LoSt"), None);
        assert_eq!(read("1238,1250"), None);
    }
}
