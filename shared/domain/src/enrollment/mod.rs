//! The record of one learner in one learning-object instance.
//!
//! It holds facts, merged by union, and derives everything else from them. ALM's own rules (ignore
//! an enrollment after progress, ignore progress after a completion, compare timestamps) follow.

mod announcements;
mod decision;
mod facts;
mod life;
mod points;
#[cfg(test)]
mod properties;
mod view;

pub use announcements::{Announcement, Announcements, MILESTONES};
pub use decision::{Decision, Ignored};
pub use facts::{Fact, FactSet, Facts, Stall};
pub use points::Points;
pub use view::{State, View};

use life::Life;
use serde::{Deserialize, Serialize};

use crate::{Change, Event, EventKey, EventKind, Happened, Origin, Time};

/// What is known of an enrollment, and what was announced of it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Enrollment {
    /// What is known.
    pub facts: Facts,
    /// What was announced.
    pub announcements: Announcements,
}

/// What became of an event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Applied {
    /// The enrollment with the event in it.
    pub enrollment: Enrollment,
    /// When the event happened.
    pub at: Time,
    /// How many of its dates cannot be.
    pub rejected_dates: usize,
    /// How it looked before.
    pub before: View,
    /// How it looks now.
    pub after: View,
    /// What changed, for other concerns; empty if they need not know.
    pub changes: Vec<Change>,
    /// Applied, or why not.
    pub decision: Decision,
}

impl Enrollment {
    /// The enrollment as others see it.
    pub fn view(&self) -> View {
        View::of(&self.facts, &Life::of(&self.facts))
    }

    /// Merges an event. `received_at` bounds the times that it names, and stands in for those that
    /// it does not.
    ///
    /// The caller sees to it that an event is applied once (by its key): a second time would
    /// leave the facts as they are, but report a module again.
    pub fn apply(&self, event: &Event, received_at: Time) -> Applied {
        self.apply_keyed(event, event.key(), received_at)
    }

    /// As [`Enrollment::apply`], for a caller that has computed the event's key.
    pub fn apply_keyed(&self, event: &Event, key: EventKey, received_at: Time) -> Applied {
        let happened = event.happened(received_at);
        let before = self.view();
        let mut next = self.clone();
        next.facts.add(event, key, &happened);
        let life = Life::of(&next.facts);
        let after = View::of(&next.facts, &life);
        let begins = life.current().is_some_and(|span| span.is_begun_by(key));
        let mut changes = changes_of_view(event, &before, &after, begins);
        if let Some(span) = life.current() {
            next.announcements.announce_milestones(&after, span, happened.at, &mut changes);
        }
        next.announcements.settle_completions(&next.facts, &life, key, &mut changes);
        if is_first_failure(&before, &after) {
            changes.push(Change::Failed);
        }
        if after.state == State::Dropped && before.state != State::Dropped {
            changes.push(Change::Dropped);
        }
        let decision = Decision::of(event, &before, &after, &changes);
        let Happened { at, rejected_dates, .. } = happened;
        Applied { enrollment: next, at, rejected_dates, before, after, changes, decision }
    }
}

/// The changes that the two views show.
fn changes_of_view(event: &Event, before: &View, after: &View, begins_span: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    if event.kind == EventKind::Enrolled && begins_span {
        changes.push(Change::Reenrolled);
    } else if before.enrolled_at.is_none() && after.enrolled_at.is_some() {
        changes.push(Change::Enrolled);
    }
    if event.kind == EventKind::Progressed {
        if !before.state.is_learning() && after.state.is_learning() {
            changes.push(Change::Started);
        }
        // A new attempt begins at nothing.
        let is_new = after.attempt != before.attempt;
        let from = if is_new { 0 } else { before.progress_percent };
        let to = after.progress_percent;
        if after.state.is_learning() && to > from {
            changes.push(Change::Progressed { from, to });
        }
        if event.origin == Origin::Webhook {
            changes.push(Change::ModuleCompleted { module_id: event.details.module_id.clone() });
        }
    }
    match (before.state, after.state) {
        (State::Stalled, State::InProgress) => changes.push(Change::Resumed),
        (from, State::Stalled) if from != State::Stalled => {
            changes.push(Change::Stalled { last_activity_at: after.last_activity_at });
        }
        _ => {}
    }
    changes
}

fn is_first_failure(before: &View, after: &View) -> bool {
    let is_failed = |view: &View| view.state == State::Completed && view.has_passed == Some(false);
    is_failed(after) && !(is_failed(before) && before.attempt == after.attempt)
}
