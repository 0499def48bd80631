//! The directory's table.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::ItemKey;
use milepost_store::{StoreError, Table};

use crate::Item;

/// The table.
#[derive(Clone, Debug)]
pub struct DirectoryTable {
    pub(crate) table: Table,
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
        Ok(self.table.get_many(keys).await?.into_iter().filter_map(known).collect())
    }

    /// Puts all of these, any number. Of two with one key the later stands.
    ///
    /// # Errors
    /// If one could not be written; the others may be. Writing them again is harmless.
    pub async fn write(&self, items: &[Item]) -> Result<(), StoreError> {
        self.table.put_many(items).await
    }
}

/// What another release wrote in a form that this one does not know must not hide all others.
fn known((key, item): (ItemKey, Result<Item, StoreError>)) -> Option<(ItemKey, Item)> {
    if item.is_err() {
        // What the partition key says before the id, which is nobody's business.
        let kind = key.pk.split_once('#').map_or("unknown", |(kind, _)| kind);
        tracing::warn!(kind, "directory.item.unreadable");
    }
    Some((key, item.ok()?))
}

#[cfg(test)]
mod tests;
