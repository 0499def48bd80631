//! Progress: how far the learner is known to have come, since when.

use serde::{Deserialize, Serialize};
use serde_with::{serde_as, skip_serializing_none};

use crate::{Details, Millis, Origin, Time};

/// "At least so many percent were reached": the latest start and the latest moment at which
/// that is known.
#[serde_as]
#[skip_serializing_none]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    percent: u8,
    #[serde(default, rename = "start", alias = "startedAt")]
    #[serde_as(as = "Option<Millis>")]
    started_at: Option<Time>,
    #[serde(rename = "at", alias = "occurredAt")]
    #[serde_as(as = "Millis")]
    occurred_at: Time,
}

impl Step {
    /// Takes the later of each.
    fn raise(&mut self, other: Self) {
        self.started_at = self.started_at.max(other.started_at);
        self.occurred_at = self.occurred_at.max(other.occurred_at);
    }

    fn says_no_more_than(&self, other: &Self) -> bool {
        self.started_at == other.started_at && self.occurred_at == other.occurred_at
    }
}

/// All progress reports, without those that say nothing new.
///
/// For each percentage the latest start and the latest moment of any report that reached it: a
/// pointwise maximum, so merging is commutative, associative and idempotent without a limit to
/// cut at, and at most 101 steps are kept.
#[serde_as]
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Points {
    /// From the highest percentage down.
    steps: Vec<Step>,
    /// The latest report that shows activity: reconciliation's do not.
    #[serde(default)]
    #[serde_as(as = "Option<Millis>")]
    activity_at: Option<Time>,
}

/// Progress in one span.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Counted {
    pub(super) percent: u8,
    pub(super) started_at: Option<Time>,
    pub(super) activity_at: Option<Time>,
}

/// ALM cuts the dates in `data` to the minute (ALM release notes, Update 110).
const START_TOLERANCE_MINUTES: i64 = 1;
/// ALM reports progress up to 15 minutes late (ALM usage guide), and a record that was opened
/// again may keep its old start.
const LONGEST_DELAY_MINUTES: i64 = 15;

impl Points {
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// When the learner began last, as far as any report says.
    pub(super) fn latest_start(&self) -> Option<Time> {
        // Whoever reached more has reached this: the lowest step has the latest start of all.
        self.steps.last().and_then(|lowest| lowest.started_at)
    }

    /// A report without a percentage still says that the learner began.
    pub(super) fn add(&mut self, details: &Details, occurred_at: Time, origin: Origin) {
        if origin != Origin::Reconciliation {
            self.activity_at = self.activity_at.max(Some(occurred_at));
        }
        let percent = details.percent.unwrap_or(0);
        self.raise(Step { percent, started_at: details.started_at, occurred_at });
    }

    fn raise(&mut self, mut new: Step) {
        let percent = new.percent;
        // Whoever reached more has reached this, too.
        for higher in self.steps.iter().filter(|step| step.percent >= percent) {
            new.raise(*higher);
        }
        self.steps.retain(|step| step.percent != percent);
        for lower in self.steps.iter_mut().filter(|step| step.percent < percent) {
            lower.raise(new);
        }
        self.steps.push(new);
        self.steps.sort_by_key(|step| std::cmp::Reverse(step.percent));
        // Of steps that say the same, the highest says it all.
        self.steps.dedup_by(|lower, higher| lower.says_no_more_than(higher));
    }

    /// Progress in the span that began then, or in the first one (`None`), to which all belongs.
    pub(super) fn counted_since(&self, start: Option<Time>) -> Option<Counted> {
        let counts = |step: &&Step| match start {
            None => true,
            Some(start) => {
                let since_start = |time: Time| time.plus_minutes(START_TOLERANCE_MINUTES) >= start;
                step.started_at.is_some_and(since_start)
                    || step.occurred_at > start.plus_minutes(LONGEST_DELAY_MINUTES)
            }
        };
        let percent = self.steps.iter().find(counts)?.percent;
        let started_at = self.latest_start();
        Some(Counted { percent, started_at, activity_at: self.activity_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Time {
        Time::from_millis(minute * 60_000).unwrap()
    }

    fn points(reports: &[(u8, Option<i64>, i64)]) -> Points {
        let mut points = Points::default();
        for (percent, started, occurred) in reports {
            let started_at = started.map(at);
            let details = Details { percent: Some(*percent), started_at, ..Details::default() };
            points.add(&details, at(*occurred), Origin::Webhook);
        }
        points
    }

    #[test]
    fn the_greatest_percentage_counts_whatever_came_last() {
        let points = points(&[(10, Some(1), 2), (60, Some(1), 3), (30, Some(1), 4)]);
        let counted = points.counted_since(None).unwrap();
        assert_eq!((counted.percent, counted.activity_at), (60, Some(at(4))));
    }

    #[test]
    fn a_later_span_counts_what_started_in_it_or_came_long_after() {
        let points = points(&[(90, Some(1), 5)]);
        assert!(points.counted_since(Some(at(2))).is_some(), "ALM cuts dates to the minute");
        assert!(points.counted_since(Some(at(3))).is_none(), "of the span before");
        let late = super::tests::points(&[(90, Some(1), 5), (20, Some(1), 30)]);
        assert_eq!(late.counted_since(Some(at(10))).unwrap().percent, 20);
        assert!(late.counted_since(Some(at(15))).is_none(), "may be of the span before");
    }

    #[test]
    fn reports_that_say_nothing_new_are_not_kept() {
        let points = points(&[(100, Some(1), 9), (50, Some(1), 5), (20, None, 2)]);
        assert_eq!(points.steps.len(), 1);
    }
}
