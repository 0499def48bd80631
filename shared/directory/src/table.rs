//! Ports to the directory's table, one operation each, and their `DynamoDB` side.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::ItemKey;

use crate::Item;

/// Why the table could not be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TableError {
    /// The call failed; a description without its content.
    #[error("the directory's table: {0}")]
    Call(String),
    /// `DynamoDB` keeps leaving a part undone.
    #[error("the directory's table leaves {items} items undone")]
    Unprocessed {
        /// How many.
        items: usize,
    },
}

/// Port: reads items.
pub trait ReadItems {
    /// Those of these items that exist, with any number of keys.
    ///
    /// # Errors
    /// If one cannot be read; then none is returned.
    fn read(
        &self,
        keys: &BTreeSet<ItemKey>,
    ) -> impl Future<Output = Result<HashMap<ItemKey, Item>, TableError>> + Send;
}

/// Port: writes items.
pub trait WriteItems {
    /// Puts all of these, any number. Of two with one key the later stands.
    ///
    /// # Errors
    /// If one could not be written; the others may be. Writing them again is harmless.
    fn write(&self, items: &[Item]) -> impl Future<Output = Result<(), TableError>> + Send;
}
