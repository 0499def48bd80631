//! What has been announced, so that what must happen once does.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::facts::{Fact, Facts};
use super::life::{Life, Span};
use super::view::{State, View};
use crate::{Change, EventKey, RevocationReason, Time, Via};

/// The thresholds that are announced, in percent. Completion is the fifth.
pub const MILESTONES: [u8; 4] = [25, 50, 75, 90];

/// How many announcements of each milestone, and of completions, are kept: the newest.
const KEPT: usize = 64;

/// That something was announced.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// The threshold; none for a completion.
    pub milestone: Option<u8>,
    /// The event announced: for a completion, the completion's.
    pub key: EventKey,
    /// When that was. Says in which span it lies, whatever late facts do to the spans.
    pub occurred_at: Time,
    /// For a completion: how it came about.
    #[serde(default, skip_serializing_if = "Via::is_direct")]
    pub via: Via,
}

/// Where an announced completion is found now.
#[derive(Clone, Copy)]
enum Place {
    /// It stands in the span of this number.
    Span(usize),
    Fallen(RevocationReason),
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
            self.push(Announcement {
                milestone: Some(percent),
                key,
                occurred_at,
                via: Via::Direct,
            });
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

    fn push(&mut self, new: Announcement) {
        let is_alike = |(_, it): &(usize, &Announcement)| it.milestone == new.milestone;
        let alike = self.0.iter().enumerate().filter(is_alike);
        if alike.clone().count() >= KEPT
            && let Some((oldest, _)) = alike.min_by_key(|(_, it)| it.occurred_at)
        {
            self.0.remove(oldest);
        }
        self.0.push(new);
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
        let mut has_announced = vec![false; life.spans().len()];
        let announced = self.0.iter().filter(|it| it.milestone.is_none()).cloned();
        for it in announced.collect::<Vec<_>>() {
            match place(&it, facts, life) {
                Place::Fallen(reason) => self.revoke(it.key, reason, changes),
                // Spans before the horizon may have been two: who was announced there stays so.
                Place::Span(span)
                    if has_announced[span] && Some(it.occurred_at) >= facts.horizon() =>
                {
                    self.revoke(it.key, RevocationReason::Superseded, changes);
                }
                Place::Span(span) => has_announced[span] = true,
            }
        }
        for (span, has_announced) in life.spans().iter().zip(has_announced) {
            if !has_announced {
                self.announce_one(span, event, changes);
            }
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
        let Some(fact) = arrived.or_else(|| span.passed().next()) else { return };
        let Fact { key: completion, occurred_at, via, ref details, .. } = *fact;
        self.push(Announcement { milestone: None, key: completion, occurred_at, via });
        let (completed_at, score) = (Some(occurred_at), details.score.clone());
        changes.push(match via {
            Via::Direct => Change::Completed { completion, completed_at, score },
            Via::Alternate => Change::CompletedByAlternate { completion, completed_at, score },
        });
    }
}

/// Finds an announced completion. One whose fact is no longer kept is judged by its time.
fn place(it: &Announcement, facts: &Facts, life: &Life<'_>) -> Place {
    let stands_in = |span: &Span<'_>| span.passed().any(|fact| fact.key == it.key);
    if let Some(span) = life.spans().iter().position(stands_in) {
        return Place::Span(span);
    }
    if facts.completed.get(it.key).is_some() {
        return Place::Fallen(life.reason_taken(it.key).unwrap_or(RevocationReason::Superseded));
    }
    if facts.revoked.iter().any(|fact| fact.via == it.via && fact.occurred_at >= it.occurred_at) {
        return Place::Fallen(match it.via {
            Via::Direct => RevocationReason::RolledBack,
            Via::Alternate => RevocationReason::AlternateRevoked,
        });
    }
    let began = |span: &Span<'_>| span.start_at() <= Some(it.occurred_at);
    Place::Span(life.spans().iter().rposition(began).unwrap_or_default())
}
