//! What is written, and under which condition.

use std::sync::Arc;

use milepost_contracts::ItemKey;

use crate::condition::Condition;
use crate::item::{Item, key_of};

/// The attribute that counts the writes of an entity, from 1.
const REVISION: &str = "revision";

/// One write: made by a [`Table`](crate::Table), carried out alone or in a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The table's name.
    pub table: Arc<str>,
    /// The key of what is written.
    pub key: ItemKey,
    /// `None` deletes.
    pub item: Option<Item>,
    /// What must be so of the item that has the key.
    pub condition: Option<Condition>,
}

impl Write {
    pub(crate) fn put(table: Arc<str>, item: Item) -> Self {
        Self { table, key: key_of(&item), item: Some(item), condition: None }
    }

    pub(crate) fn delete(table: Arc<str>, key: ItemKey) -> Self {
        Self { table, key, item: None, condition: None }
    }

    /// Only if this is so of the item with this key; else
    /// [`Conflict`](crate::StoreError::Conflict).
    #[must_use]
    pub fn only_if(self, condition: Condition) -> Self {
        Self { condition: Some(condition), ..self }
    }

    /// Only if there is no item with this key; else [`Conflict`](crate::StoreError::Conflict).
    #[must_use]
    pub fn if_absent(self) -> Self {
        self.only_if(Condition::absent())
    }

    /// Only if the item is of this `revision`, or absent for 0; else
    /// [`Conflict`](crate::StoreError::Conflict).
    #[must_use]
    pub fn replacing(self, revision: u64) -> Self {
        self.only_if(match revision {
            0 => Condition::absent(),
            _ => Condition::equal(REVISION, revision),
        })
    }
}
