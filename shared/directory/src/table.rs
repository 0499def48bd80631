//! The directory's table.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::ItemKey;
use milepost_store::{StoreError, Table};
use serde::Deserialize;

use crate::Item;

/// The table.
#[derive(Clone, Debug)]
pub struct DirectoryTable {
    pub(crate) table: Table,
}

/// What another release wrote in a form that this one does not know must not hide all others.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Known(Box<Item>),
    Unreadable { pk: String },
}

impl DirectoryTable {
    /// People and learning objects in this table.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// Those of these items that exist, with any number of keys. What cannot be read is left out,
    /// as if it was not there: it will be fetched again.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn read(
        &self,
        keys: &BTreeSet<ItemKey>,
    ) -> Result<HashMap<ItemKey, Item>, StoreError> {
        let keys: Vec<ItemKey> = keys.iter().cloned().collect();
        let found: Vec<Stored> = self.table.get_many(&keys).await?;
        Ok(found.into_iter().filter_map(Stored::known).map(|item| (item.key(), item)).collect())
    }

    /// Puts all of these, any number. Of two with one key the later stands.
    ///
    /// # Errors
    /// If one could not be written; the others may be. Writing them again is harmless.
    pub async fn write(&self, items: &[Item]) -> Result<(), StoreError> {
        self.table.put_many(items).await
    }
}

impl Stored {
    fn known(self) -> Option<Item> {
        match self {
            Self::Known(item) => Some(*item),
            Self::Unreadable { pk } => {
                // What the partition key says before the id, which is nobody's business.
                let kind = pk.split_once('#').map_or("unknown", |(kind, _)| kind);
                tracing::warn!(kind, "directory.item.unreadable");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
