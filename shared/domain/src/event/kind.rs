//! What an event's name means.

use serde::{Deserialize, Serialize};

/// Who says that something happened.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// ALM's webhook.
    #[default]
    Webhook,
    /// Our stall sweep.
    Sweep,
    /// Our comparison with ALM's reports. Its progress is no sign of activity.
    Reconciliation,
}

/// How a completion came about.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By the learning object itself.
    #[default]
    Direct,
    /// By an alternate: another learning object that counts for it (ALM, April 2026).
    Alternate,
}

impl Via {
    /// For `skip_serializing_if`: direct is the rule.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(crate) fn is_direct(&self) -> bool {
        *self == Self::Direct
    }
}

/// What an event means.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A learner was enrolled.
    Enrolled,
    /// A learner was unenrolled.
    Dropped,
    /// A learner got on.
    Progressed,
    /// A learner completed.
    Completed(Via),
    /// Completions were taken back: a roll-back of the direct ones, or of an alternate.
    Revoked(Via),
    /// Ours: no activity for too long.
    Stalled,
    /// A learning object or an instance changed.
    CatalogChanged,
    /// Seats of a course instance changed.
    SeatsChanged,
    /// The answer to an asynchronous change of a user group.
    GroupMembershipAnswered,
    /// A name that we do not know: kept and counted, never guessed at.
    Unrecognised,
}

/// Our own event: the stall sweep found no activity since the time it names.
pub(crate) const STALLED: &str = "MILEPOST_STALLED";

impl EventKind {
    /// The meaning of an event's name (ALM usage guide, webhooks page; the aliases are those of
    /// the public demo receiver). Our own names count only from ourselves.
    pub fn of(name: &str, origin: Origin) -> Self {
        if name == STALLED && origin != Origin::Webhook {
            return Self::Stalled;
        }
        match name.strip_suffix("_BATCH").unwrap_or(name) {
            "COURSE_ENROLLMENT"
            | "LEARNING_PATH_ENROLLMENT"
            | "CERTIFICATION_ENROLLMENT"
            | "LEARNER_ENROLLMENT" => Self::Enrolled,
            "COURSE_UNENROLLMENT"
            | "LEARNING_PATH_UNENROLLMENT"
            | "CERTIFICATION_UNENROLLMENT"
            | "LEARNER_UNENROLLMENT" => Self::Dropped,
            "COURSE_COMPLETED"
            | "LEARNING_PATH_COMPLETED"
            | "CERTIFICATION_COMPLETED"
            | "COURSE_COMPLETION"
            | "LEARNER_COMPLETION" => Self::Completed(Via::Direct),
            "LEARNER_PROGRESS" | "COURSE_PROGRESS" => Self::Progressed,
            "LEARNING_PATH_COMPLETION_ROLLBACK" => Self::Revoked(Via::Direct),
            "LEARNING_OBJECT_DRAFT"
            | "LEARNING_OBJECT_MODIFICATION"
            | "LEARNING_OBJECT_DELETION"
            | "LEARNING_OBJECT_INSTANCE_MODIFICATION"
            | "LEARNING_OBJECT_INSTANCE_DELETION" => Self::CatalogChanged,
            "CI_STATS" => Self::SeatsChanged,
            "RESPONSE:ASYNCAPI_USERGROUP_USER_ADDED"
            | "RESPONSE:ASYNCAPI_USERGROUP_USER_REMOVED" => Self::GroupMembershipAnswered,
            other => Self::of_alternate(other),
        }
    }

    /// Adobe announced events of alternates without publishing their names. A name that says
    /// "alternate" is understood by its last word, and never as a direct completion: what follows
    /// a completion (`…_COMPLETION_REMOVED`) may undo it.
    fn of_alternate(name: &str) -> Self {
        let revokes = |word: &str| matches!(word, "REVOKED" | "REVOKE" | "REVOCATION" | "ROLLBACK");
        let denies = |word: &str| revokes(word) || word == "NOT";
        if !name.contains("ALTERNATE") {
            return Self::Unrecognised;
        }
        match name.rsplit('_').next() {
            Some(last) if revokes(last) => Self::Revoked(Via::Alternate),
            Some("COMPLETED" | "COMPLETION") if !name.split('_').any(denies) => {
                Self::Completed(Via::Alternate)
            }
            _ => Self::Unrecognised,
        }
    }

    /// Whether it is about a learner in an instance, and so cannot do without either.
    pub fn is_about_enrollment(self) -> bool {
        matches!(
            self,
            Self::Enrolled
                | Self::Dropped
                | Self::Progressed
                | Self::Completed(_)
                | Self::Revoked(_)
                | Self::Stalled
        )
    }

    /// The kind's name, for logs, metrics and history.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled",
            Self::Dropped => "dropped",
            Self::Progressed => "progressed",
            Self::Completed(Via::Direct) => "completed",
            Self::Completed(Via::Alternate) => "completed_by_alternate",
            Self::Revoked(Via::Direct) => "completion_rolled_back",
            Self::Revoked(Via::Alternate) => "alternate_revoked",
            Self::Stalled => "stalled",
            Self::CatalogChanged => "catalog_changed",
            Self::SeatsChanged => "seats_changed",
            Self::GroupMembershipAnswered => "group_membership_answered",
            Self::Unrecognised => "unrecognised",
        }
    }
}
