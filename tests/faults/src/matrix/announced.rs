//! What consumers were told in a run.

use std::collections::{BTreeMap, BTreeSet};

use milepost_domain::{Change, EventKey};

use crate::world::Outcome;

/// Net announcements: how often each completion was announced, less how often it was revoked,
/// by distinct messages. Whatever the order, one that stands counts 1, and any other 0: such a
/// one is left out, since nobody announces what was revoked before it came.
pub(super) fn standing(run: &Outcome) -> BTreeMap<EventKey, i32> {
    let mut standing = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for message in run.messages.iter().filter(|it| seen.insert(&it.id)) {
        for change in &message.changes {
            match change {
                Change::Completed { completion, .. }
                | Change::CompletedByAlternate { completion, .. } => {
                    *standing.entry(*completion).or_default() += 1;
                }
                Change::CompletionRevoked { completion, .. } => {
                    *standing.entry(*completion).or_default() -= 1;
                }
                _ => {}
            }
        }
    }
    standing.retain(|_, count| *count != 0);
    standing
}

/// How many messages came to consumers before one of the same record that was worked in earlier.
pub(super) fn overtaken(run: &Outcome) -> usize {
    let worked: BTreeMap<&str, usize> =
        run.order.values().flat_map(|keys| keys.iter().map(String::as_str).zip(0..)).collect();
    let mut seen = BTreeSet::new();
    let mut latest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = 0;
    for message in run.messages.iter().filter(|it| seen.insert(&it.id)) {
        let place = worked.get(message.id.as_str()).copied().unwrap_or_default();
        let before = latest.entry(&message.subject).or_default();
        count += usize::from(place < *before);
        *before = place.max(*before);
    }
    count
}
