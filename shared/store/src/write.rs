//! What is written, and under which condition.

use std::sync::Arc;

use milepost_contracts::ItemKey;

use crate::item::{Item, key_of};

/// The attribute that counts the writes of an entity, from 1.
pub(crate) const REVISION: &str = "revision";

/// One write: made by a [`Table`](crate::Table), carried out alone or in a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    pub(crate) table: Arc<str>,
    pub(crate) key: ItemKey,
    /// `None` deletes.
    pub(crate) item: Option<Item>,
    pub(crate) condition: Condition,
}

/// What must be so of the item that is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Condition {
    /// Anything.
    None,
    /// There is none.
    Absent,
    /// It is of this revision.
    Revision(u64),
}

impl Write {
    pub(crate) fn put(table: Arc<str>, item: Item) -> Self {
        Self { table, key: key_of(&item), item: Some(item), condition: Condition::None }
    }

    pub(crate) fn delete(table: Arc<str>, key: ItemKey) -> Self {
        Self { table, key, item: None, condition: Condition::None }
    }

    /// Only if there is no item with this key; else [`Conflict`](crate::StoreError::Conflict).
    #[must_use]
    pub fn if_absent(self) -> Self {
        Self { condition: Condition::Absent, ..self }
    }

    /// Only if the item is of this `revision`, or absent for 0; else
    /// [`Conflict`](crate::StoreError::Conflict).
    #[must_use]
    pub fn replacing(self, revision: u64) -> Self {
        let condition = match revision {
            0 => Condition::Absent,
            _ => Condition::Revision(revision),
        };
        Self { condition, ..self }
    }
}
