//! What an enrollment looks like: derived from its facts, nothing else.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;
use strum::IntoStaticStr;

use super::facts::{Fact, Facts};
use super::life::Life;
use super::points::Counted;
use crate::{Time, Via};

/// Where a learner stands.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, IntoStaticStr, PartialEq, Serialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Nothing but marginal facts is known.
    #[default]
    NotStarted,
    /// Enrolled, no progress yet.
    Enrolled,
    /// Some progress.
    InProgress,
    /// Some progress, and none for too long.
    Stalled,
    /// Completed: passed, failed or unknown.
    Completed,
    /// Left.
    Dropped,
}

impl State {
    /// The state's name, as tables and messages hold it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Begun and not yet at an end.
    pub fn is_learning(self) -> bool {
        matches!(self, Self::InProgress | Self::Stalled)
    }
}

/// An enrollment as others see it.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Where the learner stands.
    pub state: State,
    /// Whole percents, 0 to 100.
    pub progress_percent: u8,
    /// When this span's enrollment began.
    pub enrolled_at: Option<Time>,
    /// When the learner began.
    pub started_at: Option<Time>,
    /// When the completion that is shown was reached.
    pub completed_at: Option<Time>,
    /// When the learner had completed it before, in an earlier attempt whose completion stands.
    pub previous_completed_at: Option<Time>,
    /// When the learner left, until enrolled again.
    pub dropped_at: Option<Time>,
    /// The latest sign of activity: what a stall is measured from.
    pub last_activity_at: Option<Time>,
    /// How the learner came to be enrolled, as ALM names it.
    pub source: Option<String>,
    /// The score of the completion that is shown.
    pub score: Option<Number>,
    /// Whether that completion was passed, if ALM says.
    pub has_passed: Option<bool>,
    /// How that completion came about.
    pub via: Option<Via>,
    /// How many attempts there were. For display only.
    pub attempt: usize,
}

impl View {
    pub(super) fn of(facts: &Facts, life: &Life<'_>) -> Self {
        let Some(span) = life.current() else {
            return Self::default();
        };
        let counted = facts.points.counted_since(span.start_at());
        let completion = life.shown_completion();
        let last_activity_at = last_activity(facts, span.start_at(), counted);
        let is_stalled = facts.stall.is_some_and(|stall| Some(stall.saw) == last_activity_at);
        let state = match counted {
            _ if completion.is_some() => State::Completed,
            _ if span.left.is_some() => State::Dropped,
            Some(counted) if counted.percent < 100 && is_stalled => State::Stalled,
            Some(_) => State::InProgress,
            None if life.is_enrolled() => State::Enrolled,
            None => State::NotStarted,
        };
        let said = |fact: Option<&Fact>| fact.and_then(|fact| fact.details.source.clone());
        Self {
            state,
            progress_percent: if completion.is_some() {
                100
            } else {
                counted.map_or(0, |it| it.percent)
            },
            enrolled_at: span.enrolled.map(|fact| fact.details.enrolled_at.unwrap_or(fact.at)),
            started_at: counted.and_then(|counted| counted.started_at),
            completed_at: completion.map(Fact::completed_at),
            previous_completed_at: life.earlier_completion().map(Fact::completed_at),
            dropped_at: span.left.map(|fact| fact.at),
            last_activity_at,
            source: said(span.enrolled).or_else(|| said(completion)).or_else(|| said(span.left)),
            score: completion.and_then(|fact| fact.details.score.clone()),
            has_passed: completion.and_then(|fact| fact.details.has_passed),
            via: completion.map(|fact| fact.via),
            attempt: life.spans().len(),
        }
    }
}

/// The latest of the counted progress, the span's start and the first enrollment.
fn last_activity(
    facts: &Facts,
    span_start: Option<Time>,
    counted: Option<Counted>,
) -> Option<Time> {
    let first_enrollment = facts.enrolled.iter().next_back().map(|fact| fact.at);
    let progress = counted.and_then(|counted| counted.activity_at);
    progress.max(span_start).max(first_enrollment)
}
