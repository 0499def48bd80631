//! Whether news still holds when its turn comes. Pure.

use milepost_domain::{State, Time};
use milepost_notification::{Notification, Trigger};
use serde::Deserialize;

/// How an enrollment stands: what decides whether news of it still holds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Where the learner stands.
    pub state: State,
    /// The latest sign of activity.
    #[serde(default)]
    pub last_activity_at: Option<Time>,
}

impl Standing {
    /// Whether what this tells is no longer so: nobody is paged for a learner who has gone on.
    pub fn contradicts(&self, notification: &Notification) -> bool {
        match notification.trigger {
            Trigger::Stalled => {
                let saw = notification.details.last_activity_at;
                self.state != State::Stalled || (saw.is_some() && saw != self.last_activity_at)
            }
            Trigger::Enrolled
            | Trigger::Reenrolled
            | Trigger::Started
            | Trigger::Resumed
            | Trigger::Milestone => matches!(self.state, State::Completed | State::Dropped),
            Trigger::Completed | Trigger::CompletedByAlternate | Trigger::CertificateIssued => {
                self.state != State::Completed
            }
            // That something was undone, failed or left stays true, and a certificate stands on while
            // its learner has begun anew.
            Trigger::Failed
            | Trigger::CompletionRevoked
            | Trigger::Dropped
            | Trigger::CertificateExpiring
            | Trigger::CertificateRevoked => false,
        }
    }
}

/// Whether to look how the enrollment stands before it is told. News goes out as it comes; what
/// had to wait may have been overtaken, and a stall by the learner at any time.
pub fn may_be_outdated(notification: &Notification, has_waited: bool) -> bool {
    has_waited || notification.trigger == Trigger::Stalled
}

#[cfg(test)]
mod tests;
