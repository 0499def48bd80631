//! What is known of an enrollment: a set, merged by union.

use serde::{Deserialize, Serialize};
use serde_with::{serde_as, skip_serializing_none};

use super::points::Points;
use crate::event::Short;
use crate::{
    Details, Event, EventKey, EventKind, Happened, LoId, LoInstanceId, LoType, Millis, Sequence,
    Time, Via,
};

/// How many facts of each kind are kept, the newest: a record stays small, history keeps all.
pub(super) const KEPT: usize = 16;

/// One event of an enrollment's life.
#[serde_as]
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The event.
    #[serde_as(as = "Short")]
    pub key: EventKey,
    /// When it happened. Releases without a time line wrote when it was told.
    #[serde(alias = "occurredAt")]
    #[serde_as(as = "Millis")]
    pub at: Time,
    /// When ALM told of it, if at another time.
    #[serde(default)]
    #[serde_as(as = "Option<Millis>")]
    told_at: Option<Time>,
    /// Its place among the events of one second.
    #[serde(default)]
    sequence: Option<Sequence>,
    /// For completions and revocations: which kind.
    #[serde(default, skip_serializing_if = "Via::is_direct")]
    pub via: Via,
    /// Whether a release without attempts has worked it in: it begins none now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_settled: bool,
    /// What the event said that a view shows.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

/// The order of facts that are told apart by more than their kind: ALM cuts the dates in `data` to
/// the minute, so within a minute the order of telling decides.
pub(super) type Order = (Time, Time, Option<Sequence>);

impl Fact {
    fn new(key: EventKey, happened: &Happened, via: Via) -> Self {
        let Happened { at, told_at, sequence, ref details, .. } = *happened;
        let told_at = (told_at != at).then_some(told_at);
        let (is_settled, details) = (false, details.kept(at));
        Self { key, at, told_at, sequence, via, is_settled, details }
    }

    /// When ALM told of it.
    pub(super) fn told_at(&self) -> Time {
        self.told_at.unwrap_or(self.at)
    }

    /// Its place on the time line.
    pub(super) fn order(&self) -> Order {
        (self.at.minute(), self.told_at(), self.sequence)
    }

    /// The day of a completion. In a fact of an older release it stands beside the time of telling.
    pub(super) fn completed_at(&self) -> Time {
        self.details.completed_at.unwrap_or(self.at)
    }
}

/// The newest facts of one kind, at most 16, newest first.
///
/// Taking the newest of a union is commutative, associative and idempotent, and so is this.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct FactSet(Vec<Fact>);

impl FactSet {
    pub(super) fn insert(&mut self, fact: Fact) {
        match self.0.iter_mut().find(|known| known.key == fact.key) {
            // What rests on the time of receipt rests on the first one.
            Some(known) if known.is_settled => {}
            Some(known) if (fact.order(), fact.at) < (known.order(), known.at) => *known = fact,
            Some(_) => {}
            None => self.0.push(fact),
        }
        self.0.sort_by_key(|fact| std::cmp::Reverse((fact.order(), fact.key)));
        self.0.truncate(KEPT);
    }

    /// The facts, newest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Fact> {
        self.0.iter()
    }

    /// The fact of this event, if it is kept.
    pub fn get(&self, key: EventKey) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.key == key)
    }

    /// When the oldest fact kept happened, if older ones may have been forgotten.
    fn horizon(&self) -> Option<Time> {
        self.0.get(KEPT - 1).map(|oldest| oldest.at)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A stall, with the activity that the sweep saw last.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stall {
    /// The latest activity that it saw.
    pub saw: Time,
    /// The event.
    pub key: EventKey,
}

/// What is known of an enrollment.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The learning object. Events of one record may name several (ALM's samples do): the least
    /// is kept, since any rule will do that does not depend on the order.
    pub lo_id: Option<LoId>,
    /// The type of the learning object, chosen in the same way.
    pub lo_type: Option<LoType>,
    /// Enrollments.
    #[serde(skip_serializing_if = "FactSet::is_empty")]
    pub enrolled: FactSet,
    /// Unenrollments.
    #[serde(skip_serializing_if = "FactSet::is_empty")]
    pub dropped: FactSet,
    /// Completions.
    #[serde(skip_serializing_if = "FactSet::is_empty")]
    pub completed: FactSet,
    /// Revocations of completions.
    #[serde(skip_serializing_if = "FactSet::is_empty")]
    pub revoked: FactSet,
    /// Progress.
    #[serde(skip_serializing_if = "Points::is_empty")]
    pub points: Points,
    /// The stall that saw the latest activity.
    pub stall: Option<Stall>,
}

impl Facts {
    /// The learning object: the one that events named or, if none did, that of the instance. Not
    /// an event's own [`lo`](Event::lo), which is part of its key.
    pub fn lo_of(&self, instance: &LoInstanceId) -> Option<LoId> {
        self.lo_id.clone().or_else(|| instance.lo())
    }

    /// Before this moment facts may have been forgotten, and with them where spans began.
    pub(super) fn horizon(&self) -> Option<Time> {
        let sets = [&self.enrolled, &self.dropped, &self.completed, &self.revoked];
        sets.into_iter().filter_map(FactSet::horizon).max()
    }

    /// Takes these facts as worked in by a release that knew no attempts: what that one announced
    /// stays as it is, and what it did not announce is not announced now.
    #[must_use]
    pub fn settled(mut self) -> Self {
        for set in [&mut self.enrolled, &mut self.dropped, &mut self.completed, &mut self.revoked] {
            set.0.iter_mut().for_each(|fact| fact.is_settled = true);
        }
        self
    }

    /// When the latest of those was told.
    pub(super) fn settled_until(&self) -> Option<Time> {
        let sets = [&self.enrolled, &self.dropped, &self.completed, &self.revoked];
        let settled = sets.into_iter().flat_map(FactSet::iter).filter(|fact| fact.is_settled);
        settled.map(Fact::told_at).max()
    }

    /// Adds what an event says.
    pub(super) fn add(&mut self, event: &Event, key: EventKey, happened: &Happened) {
        self.lo_id = least(self.lo_id.take(), event.lo.clone());
        self.lo_type = least(self.lo_type.take(), event.lo_type.clone());
        let fact = |via| Fact::new(key, happened, via);
        match event.kind {
            EventKind::Enrolled => self.enrolled.insert(fact(Via::Direct)),
            EventKind::Dropped => self.dropped.insert(fact(Via::Direct)),
            EventKind::Completed(via) => self.completed.insert(fact(via)),
            EventKind::Revoked(via) => self.revoked.insert(fact(via)),
            EventKind::Progressed => self.points.add(&happened.details, happened.at, event.origin),
            EventKind::Stalled => {
                let stall = event.details.last_activity_at.map(|saw| Stall { saw, key });
                self.stall = self.stall.max(stall);
            }
            EventKind::CatalogChanged
            | EventKind::SeatsChanged
            | EventKind::GroupMembershipAnswered
            | EventKind::Unrecognised => {}
        }
    }
}

fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.into_iter().chain(other).min()
}
