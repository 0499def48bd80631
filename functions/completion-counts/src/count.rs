//! What a completion does to the count of its learning object, and the items of the table.

use milepost_contracts::ItemKey;
use milepost_domain::{Change, EventKey, LoId};
use serde::{Deserialize, Serialize};

/// The standing completions of a learning object.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Count {
    /// `object#<learning object>`.
    pub pk: String,
    /// `count`.
    pub sk: String,
    /// Incremented by each write; 0 before the first.
    pub revision: u64,
    /// How many completions stand.
    pub completions: u64,
}

/// What is known of a completion. Written in one transaction with the count, so that a completion
/// counts once however often its message comes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It is counted.
    Counted,
    /// It was revoked, after or before it was announced: it does not count any more.
    Revoked,
}

/// A [`Mark`] in the table.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MarkItem {
    /// `object#<learning object>`.
    pub pk: String,
    /// `completion#<event key>`.
    pub sk: String,
    /// Incremented by each write.
    pub revision: u64,
    /// The mark.
    pub mark: Mark,
}

/// A change that concerns the count: a completion, and whether it is revoked.
pub fn completion_of(change: &Change) -> Option<(&EventKey, bool)> {
    match change {
        Change::Completed { completion, .. } | Change::CompletedByAlternate { completion, .. } => {
            Some((completion, false))
        }
        Change::CompletionRevoked { completion, .. } => Some((completion, true)),
        _ => None,
    }
}

/// The new mark of a completion, and by how much the count changes. `None` if the message says
/// nothing new.
pub fn decide(mark: Option<Mark>, is_revoked: bool) -> Option<(Mark, i64)> {
    match (mark, is_revoked) {
        (None, false) => Some((Mark::Counted, 1)),
        (None, true) => Some((Mark::Revoked, 0)),
        (Some(Mark::Counted), true) => Some((Mark::Revoked, -1)),
        (Some(Mark::Counted), false) | (Some(Mark::Revoked), _) => None,
    }
}

/// The key of a learning object's [`Count`].
pub fn count_key(object: &LoId) -> ItemKey {
    ItemKey { pk: format!("object#{object}"), sk: "count".to_owned() }
}

/// The key of a completion's [`MarkItem`].
pub fn mark_key(object: &LoId, completion: &EventKey) -> ItemKey {
    ItemKey { pk: format!("object#{object}"), sk: format!("completion#{completion}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completion_counts_once_and_its_revocation_takes_it_back_once() {
        assert_eq!(decide(None, false), Some((Mark::Counted, 1)));
        assert_eq!(decide(Some(Mark::Counted), false), None);
        assert_eq!(decide(Some(Mark::Counted), true), Some((Mark::Revoked, -1)));
        assert_eq!(decide(Some(Mark::Revoked), true), None);
    }

    #[test]
    fn a_completion_that_was_revoked_before_it_came_never_counts() {
        assert_eq!(decide(None, true), Some((Mark::Revoked, 0)));
        assert_eq!(decide(Some(Mark::Revoked), false), None);
    }
}
