//! What has been announced, so that what must happen once does.

use serde::{Deserialize, Serialize};
use serde_with::{serde_as, skip_serializing_none};

use super::facts::{Fact, Facts};
use super::life::{Life, Span};
use super::view::{State, View};
use crate::event::Short;
use crate::{Change, EventKey, Millis, RevocationReason, Time, Via};

/// The thresholds that are announced, in percent. Completion is the fifth.
pub const MILESTONES: [u8; 4] = [25, 50, 75, 90];

/// How many announcements of each milestone, and of completions, are kept: the newest.
const KEPT: usize = 64;

/// That something was announced.
#[serde_as]
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// The threshold; none for a completion.
    pub milestone: Option<u8>,
    /// The completion's event; none for a threshold, though older releases named one there, too.
    #[serde(default)]
    #[serde_as(as = "Option<Short>")]
    pub key: Option<EventKey>,
    /// When that happened. Says in which span it lies, whatever late facts do to the spans.
    #[serde(alias = "occurredAt")]
    #[serde_as(as = "Millis")]
    pub at: Time,
    /// For a completion: how it came about.
    #[serde(default, skip_serializing_if = "Via::is_direct")]
    pub via: Via,
}

impl Announcement {
    /// Whether it announces this completion.
    fn is_of(&self, completion: EventKey) -> bool {
        self.milestone.is_none() && self.key == Some(completion)
    }
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
        self.0.iter().filter(|it| it.milestone.is_none()).filter_map(|it| it.key)
    }

    /// Announces the milestones that the view has reached and this span has not seen. Under a
    /// completion they are announced silently: nobody is "almost complete" who is done.
    pub(super) fn announce_milestones(
        &mut self,
        view: &View,
        span: &Span<'_>,
        at: Time,
        changes: &mut Vec<Change>,
    ) {
        let is_completed = view.state == State::Completed;
        if !is_completed && !view.state.is_learning() {
            return;
        }
        let at = span.start_at().map_or(at, |start| at.max(start));
        for percent in MILESTONES {
            if percent > view.progress_percent || self.has_milestone(percent, span) {
                continue;
            }
            let milestone = Some(percent);
            self.push(Announcement { milestone, key: None, at, via: Via::Direct });
            if !is_completed {
                changes.push(Change::Milestone { percent });
            }
        }
    }

    fn has_milestone(&self, percent: u8, span: &Span<'_>) -> bool {
        self.0.iter().any(|it| it.milestone == Some(percent) && Some(it.at) >= span.start_at())
    }

    fn push(&mut self, new: Announcement) {
        let is_alike = |(_, it): &(usize, &Announcement)| it.milestone == new.milestone;
        let alike = self.0.iter().enumerate().filter(is_alike);
        if alike.clone().count() >= KEPT
            && let Some((oldest, _)) = alike.min_by_key(|(_, it)| it.at)
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
        let announced = self.0.iter().filter(|it| it.milestone.is_none());
        let announced = announced.filter_map(|it| Some((it.key?, it.clone())));
        for (key, it) in announced.collect::<Vec<_>>() {
            match place(key, &it, facts, life) {
                Place::Fallen(reason) => self.revoke(key, reason, changes),
                // Spans before the horizon may have been two: who was announced there stays so.
                Place::Span(span) if has_announced[span] && Some(it.at) >= facts.horizon() => {
                    self.revoke(key, RevocationReason::Superseded, changes);
                }
                Place::Span(span) => has_announced[span] = true,
            }
        }
        for (span, has_announced) in has_announced.into_iter().enumerate() {
            if !has_announced {
                self.announce_one(life, span, event, changes);
            }
        }
    }

    fn revoke(
        &mut self,
        completion: EventKey,
        reason: RevocationReason,
        changes: &mut Vec<Change>,
    ) {
        self.0.retain(|it| !it.is_of(completion));
        changes.push(Change::CompletionRevoked { completion, reason });
    }

    /// Announces, in the span of this number, the completion that has just arrived or, when
    /// another one fell, the first left.
    fn announce_one(
        &mut self,
        life: &Life<'_>,
        span: usize,
        event: EventKey,
        changes: &mut Vec<Change>,
    ) {
        let (earlier, span) = (&life.spans()[..span], &life.spans()[span]);
        let arrived = span.passed().find(|fact| fact.key == event);
        let Some(fact) = arrived.or_else(|| span.passed().next()) else { return };
        // A release without attempts has decided about these, unless what it announced has fallen.
        let has_fallen = changes.iter().any(|it| matches!(it, Change::CompletionRevoked { .. }));
        if life.has_settled_twin(fact) || (fact.is_settled && !has_fallen) {
            return;
        }
        let Fact { key: completion, at, via, ref details, .. } = *fact;
        let renews = self.last_announced(earlier);
        self.push(Announcement { milestone: None, key: Some(completion), at, via });
        let (completed_at, score) = (Some(fact.completed_at()), details.score.clone());
        changes.push(match via {
            Via::Direct => Change::Completed { completion, completed_at, score, renews },
            Via::Alternate => {
                Change::CompletedByAlternate { completion, completed_at, score, renews }
            }
        });
    }

    /// The completion announced in the latest of these spans that has one.
    fn last_announced(&self, spans: &[Span<'_>]) -> Option<EventKey> {
        let is_announced = |key: &EventKey| self.0.iter().any(|it| it.is_of(*key));
        spans.iter().rev().flat_map(Span::passed).map(|fact| fact.key).find(is_announced)
    }
}

/// Finds an announced completion. One whose fact is no longer kept is judged by its time.
fn place(key: EventKey, it: &Announcement, facts: &Facts, life: &Life<'_>) -> Place {
    let stands_in = |span: &Span<'_>| span.passed().any(|fact| fact.key == key);
    if let Some(span) = life.spans().iter().position(stands_in) {
        return Place::Span(span);
    }
    if facts.completed.get(key).is_some() {
        return Place::Fallen(life.reason_taken(key).unwrap_or(RevocationReason::Superseded));
    }
    let began = |span: &Span<'_>| span.start_at() <= Some(it.at);
    let span = life.spans().iter().rposition(began).unwrap_or_default();
    let is_revoked = |fact: &Fact| fact.via == Via::Alternate && fact.at >= it.at;
    match it.via {
        Via::Direct if life.spans()[span].is_rolled_back => {
            Place::Fallen(RevocationReason::RolledBack)
        }
        Via::Alternate if facts.revoked.iter().any(is_revoked) => {
            Place::Fallen(RevocationReason::AlternateRevoked)
        }
        _ => Place::Span(span),
    }
}
