//! What one event changed: the vocabulary of the messages that other concerns act on.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;
use strum::IntoStaticStr;

use crate::{EventKey, Time};

/// Why an announced completion no longer stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// The completion was rolled back in ALM.
    RolledBack,
    /// The alternate completion it rested on was revoked in ALM.
    AlternateRevoked,
    /// A late event showed that another announced completion is of the same span.
    Superseded,
}

/// One change. An event may bring several, in the order of this list.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, IntoStaticStr, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    /// The learner's enrollment became known.
    Enrolled,
    /// Enrolled again after leaving, or after a completion.
    Reenrolled,
    /// The learner has begun.
    Started,
    /// More was done, in percent.
    Progressed {
        /// Percent before.
        from: u8,
        /// Percent now.
        to: u8,
    },
    /// A threshold was reached for the first time in this span.
    Milestone {
        /// 25, 50, 75 or 90.
        percent: u8,
    },
    /// ALM reported a module; each distinct report counts, early or late.
    ModuleCompleted {
        /// The module, where the sender names it.
        #[serde(rename = "moduleId")]
        module_id: Option<String>,
    },
    /// No activity for too long.
    Stalled {
        /// The last activity. Releases before notifications did not say.
        #[serde(rename = "lastActivityAt")]
        last_activity_at: Option<Time>,
    },
    /// Activity after a stall.
    Resumed,
    /// Completed and passed, as far as ALM says; once for each attempt.
    Completed {
        /// The event that completed it: the key of every effect of this completion.
        completion: EventKey,
        /// When it was completed. Releases before certificates did not say.
        #[serde(rename = "completedAt")]
        completed_at: Option<Time>,
        /// The score of this completion, if known.
        score: Option<Number>,
        /// The completion of the attempt before, if that one stands.
        renews: Option<EventKey>,
    },
    /// As [`Change::Completed`], by another learning object that counts for this one.
    CompletedByAlternate {
        /// The event that completed it.
        completion: EventKey,
        /// When it was completed. Releases before certificates did not say.
        #[serde(rename = "completedAt")]
        completed_at: Option<Time>,
        /// The score of this completion, if known.
        score: Option<Number>,
        /// The completion of the attempt before, if that one stands.
        renews: Option<EventKey>,
    },
    /// Completed without passing.
    Failed,
    /// A completion that was announced no longer stands.
    CompletionRevoked {
        /// The completion's event.
        completion: EventKey,
        /// Why.
        reason: RevocationReason,
    },
    /// The learner left.
    Dropped,
}

impl Change {
    /// The change's name, as filter policies use it.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}
