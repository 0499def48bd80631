//! The accounting: what was sent against where it is. Pure.

use std::collections::BTreeMap;

use milepost_domain::EventKey;
use serde::Serialize;

use super::ledger::{Fate, Hash, Ledger, Name, Unreadable};

/// Where things are. In no order; an event may be named more than once.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) history: Vec<EventKey>,
    /// Of the events' dead letters, those that could be listed.
    pub(super) dead: Vec<EventKey>,
    /// Events that quarantined objects hold, as this release reads them.
    pub(super) quarantined: Vec<EventKey>,
    /// The bytes of the objects.
    pub(super) objects: Vec<Hash>,
    /// The bytes of those that somebody replayed or discarded.
    pub(super) removed: Vec<Hash>,
    /// Messages that are somewhere without saying what they carry: queued, or dead letters
    /// that could not be listed.
    pub(super) unnamed: usize,
}

/// Where one event is, or one thing that cannot be read.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Whereabouts {
    Processed,
    /// In history and in the dead letters: the record holds it, but what it changed was not
    /// published. A redrive does that.
    PublicationPending,
    /// In history, while an object holds it, too: a body of which other events could not be
    /// read, or a replay that died before it removed the object. A replay changes nothing.
    CopyQuarantined,
    DeadLettered,
    Quarantined,
    /// Replayed or discarded by an operator.
    Removed,
    /// With two rows in history, so that its effects may have happened twice.
    Doubled,
    Nowhere,
}

impl Whereabouts {
    /// `history` counts the rows.
    fn of(history: usize, is_dead: bool, is_quarantined: bool) -> Self {
        match (history, is_dead, is_quarantined) {
            (0, false, false) => Self::Nowhere,
            (0, false, true) => Self::Quarantined,
            (0, true, _) => Self::DeadLettered,
            (1, true, _) => Self::PublicationPending,
            (1, false, true) => Self::CopyQuarantined,
            (1, false, false) => Self::Processed,
            (2.., ..) => Self::Doubled,
        }
    }

    const fn adds_up(self) -> bool {
        !matches!(self, Self::Doubled | Self::Nowhere)
    }
}

/// The result.
#[derive(Debug, Default)]
pub(crate) struct Accounting {
    pub(crate) acknowledged: BTreeMap<Whereabouts, usize>,
    pub(crate) unanswered: BTreeMap<Whereabouts, usize>,
    pub(crate) refused: BTreeMap<Whereabouts, usize>,
    /// Events in history that the ledger does not name: other senders'.
    pub(crate) others: usize,
    /// What was acknowledged and is nowhere, and whatever was worked in twice.
    pub(crate) problems: Vec<(Name, Whereabouts)>,
    pub(crate) verdict: Verdict,
}

/// Whether it adds up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Verdict {
    #[default]
    AddsUp,
    /// So many events are not found, but as many may be among the messages that say no name.
    Undecided {
        missing: usize,
    },
    Wrong {
        problems: usize,
    },
}

/// Finds each thing of the ledger.
pub(super) fn account(ledger: &Ledger, mut places: Places) -> Accounting {
    for keys in [&mut places.history, &mut places.dead, &mut places.quarantined] {
        keys.sort_unstable();
    }
    places.objects.sort_unstable();
    places.removed.sort_unstable();
    let mut accounting = Accounting::default();
    let mut known = 0;
    for &(key, fate) in &ledger.events {
        let rows = count(&places.history, &key);
        known += usize::from(rows > 0);
        let (is_dead, is_quarantined) =
            (count(&places.dead, &key) > 0, count(&places.quarantined, &key) > 0);
        accounting.add(Name::Event(key), fate, Whereabouts::of(rows, is_dead, is_quarantined));
    }
    for &(one, fate) in &ledger.unreadable {
        accounting.add(Name::Unreadable(one), fate, of_unreadable(&one, &places));
    }
    places.history.dedup();
    accounting.others = places.history.len() - known;
    accounting.verdict = verdict(&accounting.problems, places.unnamed);
    accounting
}

impl Accounting {
    fn add(&mut self, name: Name, fate: Fate, place: Whereabouts) {
        let counts = match fate {
            Fate::Acknowledged => &mut self.acknowledged,
            Fate::Unanswered => &mut self.unanswered,
            Fate::Refused => &mut self.refused,
        };
        *counts.entry(place).or_default() += 1;
        let may_be_nowhere = fate != Fate::Acknowledged && place == Whereabouts::Nowhere;
        if !place.adds_up() && !may_be_nowhere {
            self.problems.push((name, place));
        }
    }
}

fn of_unreadable(one: &Unreadable, places: &Places) -> Whereabouts {
    let hashes = || one.event.iter().chain([&one.body]);
    if hashes().any(|hash| count(&places.objects, hash) > 0) {
        Whereabouts::Quarantined
    } else if hashes().any(|hash| count(&places.removed, hash) > 0) {
        Whereabouts::Removed
    } else {
        Whereabouts::Nowhere
    }
}

/// How often a sorted list holds this.
fn count<T: Ord>(sorted: &[T], wanted: &T) -> usize {
    let from = sorted.partition_point(|one| one < wanted);
    sorted[from..].iter().take_while(|&one| one == wanted).count()
}

/// What has no key goes to no queue, so that it cannot be among the unnamed.
fn verdict(problems: &[(Name, Whereabouts)], unnamed: usize) -> Verdict {
    let may_be_queued = |(name, place): &&(Name, Whereabouts)| {
        matches!(name, Name::Event(_)) && *place == Whereabouts::Nowhere
    };
    let missing = problems.iter().filter(may_be_queued).count();
    match problems.len() {
        0 => Verdict::AddsUp,
        all if all == missing && missing <= unnamed => Verdict::Undecided { missing },
        problems => Verdict::Wrong { problems },
    }
}

#[cfg(test)]
mod tests;
