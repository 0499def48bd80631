//! What has been announced, so that what must happen once does.

use serde::{Deserialize, Serialize};

use super::facts::{Fact, Facts};
use super::life::{Life, Span};
use super::view::{State, View};
use crate::{Change, EventKey, RevocationReason, Time, Via};

/// The thresholds that are announced, in percent. Completion is the fifth.
pub const MILESTONES: [u8; 4] = [25, 50, 75, 90];

/// How many announcements of each milestone are kept, the newest.
const KEPT: usize = 16;

/// That something was announced.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// The threshold; none for a completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<u8>,
    /// The event announced: for a completion, the completion's.
    pub key: EventKey,
    /// When that was. Says in which span it lies, whatever late facts do to the spans.
    pub occurred_at: Time,
}

/// All announcements of a record, in the order in which they were made.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Announcements(Vec<Announcement>);

impl Announcements {
    /// The completions announced and not revoked since, in the order of announcement.
    pub fn completions(&self) -> impl Iterator<Item = EventKey> {
        self.0.iter().filter(|it| it.milestone.is_none()).map(|it| it.key)
    }

    /// Announces the milestones that the view has reached and this span has not seen. Under a
    /// completion they are announced silently: nobody is "almost complete" who is done.
    pub(super) fn announce_milestones(
        &mut self,
        view: &View,
        span: &Span<'_>,
        event: (EventKey, Time),
        changes: &mut Vec<Change>,
    ) {
        let is_completed = view.state == State::Completed;
        if !is_completed && !view.state.is_learning() {
            return;
        }
        let (key, occurred_at) = event;
        let occurred_at = span.start_at().map_or(occurred_at, |start| occurred_at.max(start));
        for percent in MILESTONES {
            if percent > view.progress_percent || self.has_milestone(percent, span) {
                continue;
            }
            self.0.push(Announcement { milestone: Some(percent), key, occurred_at });
            self.forget_oldest(percent);
            if !is_completed {
                changes.push(Change::Milestone { percent });
            }
        }
    }

    fn has_milestone(&self, percent: u8, span: &Span<'_>) -> bool {
        self.0
            .iter()
            .any(|it| it.milestone == Some(percent) && Some(it.occurred_at) >= span.start_at())
    }

    fn forget_oldest(&mut self, percent: u8) {
        let of_kind = |it: &Announcement| it.milestone == Some(percent);
        if self.0.iter().filter(|it| of_kind(it)).count() > KEPT {
            let oldest = self.0.iter().filter(|it| of_kind(it)).map(|it| it.occurred_at).min();
            self.0.retain(|it| !(of_kind(it) && Some(it.occurred_at) == oldest));
        }
    }

    /// Makes what is announced agree with what stands: every announced completion that does not
    /// stand is revoked, and each span with a passed one has exactly one announced.
    pub(super) fn settle_completions(
        &mut self,
        facts: &Facts,
        life: &Life<'_>,
        event: EventKey,
        changes: &mut Vec<Change>,
    ) {
        // A completion too old to be kept is out of sight: it is neither revoked nor repeated.
        self.0.retain(|it| it.milestone.is_some() || facts.completed.get(it.key).is_some());
        self.revoke_fallen(life, changes);
        for span in life.spans() {
            self.revoke_superseded(span, changes);
            if !span.passed().any(|fact| self.is_announced(fact)) {
                self.announce_one(span, event, changes);
            }
        }
    }

    fn is_announced(&self, fact: &Fact) -> bool {
        self.completions().any(|key| key == fact.key)
    }

    fn revoke_fallen(&mut self, life: &Life<'_>, changes: &mut Vec<Change>) {
        let stands = |key| life.spans().iter().flat_map(Span::passed).any(|fact| fact.key == key);
        let fallen: Vec<EventKey> = self.completions().filter(|key| !stands(*key)).collect();
        for completion in fallen {
            let reason = life.reason_taken(completion).unwrap_or(RevocationReason::Superseded);
            self.revoke(completion, reason, changes);
        }
    }

    fn revoke_superseded(&mut self, span: &Span<'_>, changes: &mut Vec<Change>) {
        let in_span = |key: &EventKey| span.passed().any(|fact| fact.key == *key);
        let later: Vec<EventKey> = self.completions().filter(in_span).skip(1).collect();
        for completion in later {
            self.revoke(completion, RevocationReason::Superseded, changes);
        }
    }

    fn revoke(
        &mut self,
        completion: EventKey,
        reason: RevocationReason,
        changes: &mut Vec<Change>,
    ) {
        self.0.retain(|it| it.milestone.is_some() || it.key != completion);
        changes.push(Change::CompletionRevoked { completion, reason });
    }

    /// Announces the completion that has just arrived or, when another one fell, the first left.
    fn announce_one(&mut self, span: &Span<'_>, event: EventKey, changes: &mut Vec<Change>) {
        let arrived = span.passed().find(|fact| fact.key == event);
        let Some(fact) = arrived.or_else(|| span.passed().next()) else {
            return;
        };
        let (key, occurred_at) = (fact.key, fact.occurred_at);
        self.0.push(Announcement { milestone: None, key, occurred_at });
        changes.push(match fact.via {
            Via::Direct => Change::Completed { completion: key },
            Via::Alternate => Change::CompletedByAlternate { completion: key },
        });
    }
}
