//! What is known of an enrollment: a set, merged by union.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::points::Points;
use crate::{Details, Event, EventKey, EventKind, LoId, LoInstanceId, LoType, Time, Via};

/// How many facts of each kind are kept, the newest: a record stays small, history keeps all.
pub(super) const KEPT: usize = 16;

/// One event of an enrollment's life.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The event.
    pub key: EventKey,
    /// When it happened.
    pub occurred_at: Time,
    /// For completions and revocations: which kind.
    #[serde(default, skip_serializing_if = "Via::is_direct")]
    pub via: Via,
    /// What the event said.
    #[serde(default)]
    pub details: Details,
}

impl Fact {
    /// The order of facts of one kind.
    fn order(&self) -> (Time, EventKey) {
        (self.occurred_at, self.key)
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
            // An event without a time of its own occurred when it was first received.
            Some(known) => known.occurred_at = known.occurred_at.min(fact.occurred_at),
            None => self.0.push(fact),
        }
        self.0.sort_by_key(|fact| std::cmp::Reverse(fact.order()));
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

    /// When the oldest fact kept occurred, if older ones may have been forgotten.
    fn horizon(&self) -> Option<Time> {
        self.0.get(KEPT - 1).map(|oldest| oldest.occurred_at)
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

    /// Adds what an event says. `occurred_at` is the event's own time or, if it has none, the
    /// time of its first receipt.
    pub(super) fn add(&mut self, event: &Event, key: EventKey, occurred_at: Time) {
        self.lo_id = least(self.lo_id.take(), event.lo.clone());
        self.lo_type = least(self.lo_type.take(), event.lo_type.clone());
        let fact = |via| Fact { key, occurred_at, via, details: event.details.clone() };
        match event.kind {
            EventKind::Enrolled => self.enrolled.insert(fact(Via::Direct)),
            EventKind::Dropped => self.dropped.insert(fact(Via::Direct)),
            EventKind::Completed(via) => self.completed.insert(fact(via)),
            EventKind::Revoked(via) => self.revoked.insert(fact(via)),
            EventKind::Progressed => self.points.add(&event.details, occurred_at, event.origin),
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
