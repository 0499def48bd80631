//! What became of an event, in a word that an operator understands.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::view::{State, View};
use crate::{Change, Event, EventKind};

/// Applied, or why not.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// The record changed, or something was announced.
    Applied,
    /// The record looks as before.
    Ignored(Ignored),
}

/// Why an event changed nothing. Its facts are kept all the same: a later event may make them
/// count.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, IntoStaticStr, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Ignored {
    /// About a learning object or an instance, not about a learner.
    CatalogChanged,
    /// About the seats of a course instance.
    SeatsChanged,
    /// An answer about a user group.
    GroupMembershipAnswered,
    /// A name that we do not know.
    Unrecognised,
    /// Completed already (ALM usage guide: ignore progress after completion).
    AlreadyCompleted,
    /// Enrolled or further already (ALM usage guide: ignore an enrollment after progress).
    AlreadyEnrolled,
    /// Not enrolled, or not any more.
    NotEnrolled,
    /// What it says was known, or newer facts say otherwise.
    Outdated,
}

impl Decision {
    pub(super) fn of(event: &Event, before: &View, after: &View, changes: &[Change]) -> Self {
        let only_modules =
            changes.iter().all(|change| matches!(change, Change::ModuleCompleted { .. }));
        // Late progress moves the last activity of a completed record, and nothing that counts.
        let is_late_progress =
            event.kind == EventKind::Progressed && before.state == State::Completed;
        if !only_modules || (before != after && !is_late_progress) {
            return Self::Applied;
        }
        Self::Ignored(Ignored::why(event.kind, before.state))
    }

    /// What becomes of an event that is about no enrollment.
    pub fn without_enrollment(kind: EventKind) -> Self {
        Self::Ignored(Ignored::why(kind, State::NotStarted))
    }

    /// `applied` or `ignored`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Why it was ignored, if it was.
    pub fn reason(self) -> Option<Ignored> {
        match self {
            Self::Applied => None,
            Self::Ignored(reason) => Some(reason),
        }
    }
}

impl Ignored {
    fn why(kind: EventKind, state: State) -> Self {
        match (kind, state) {
            (EventKind::CatalogChanged, _) => Self::CatalogChanged,
            (EventKind::SeatsChanged, _) => Self::SeatsChanged,
            (EventKind::GroupMembershipAnswered, _) => Self::GroupMembershipAnswered,
            (EventKind::Unrecognised, _) => Self::Unrecognised,
            (_, State::Completed) => Self::AlreadyCompleted,
            (EventKind::Enrolled, State::Enrolled | State::InProgress | State::Stalled) => {
                Self::AlreadyEnrolled
            }
            (EventKind::Progressed | EventKind::Stalled, State::Dropped | State::NotStarted) => {
                Self::NotEnrolled
            }
            _ => Self::Outdated,
        }
    }

    /// The reason in one word, for history, logs and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
