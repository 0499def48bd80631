//! Ports to the directory's table, one operation each, and their `DynamoDB` side.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use milepost_contracts::ItemKey;

use crate::Item;

pub use read::DynamoRead;
pub use write::DynamoWrite;

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

impl TableError {
    /// Of a request that could not be made.
    fn of(error: impl std::error::Error) -> Self {
        Self::Call(error.to_string())
    }
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

/// Whether to ask again for what is undone, and the pauses before: a table under pressure needs
/// them (Amazon DynamoDB developer guide, "Error handling": exponential backoff).
struct Rounds {
    pauses: std::vec::IntoIter<Duration>,
}

impl Rounds {
    /// So many rounds after the first, each after twice the pause.
    fn new(again: u32, first_pause: Duration) -> Self {
        let pauses: Vec<Duration> = (0..again).map(|round| first_pause * (1 << round)).collect();
        Self { pauses: pauses.into_iter() }
    }

    /// Waits, if there is a next round; else so many items stay undone.
    async fn next(&mut self, items: usize) -> Result<(), TableError> {
        let pause = self.pauses.next().ok_or(TableError::Unprocessed { items })?;
        tokio::time::sleep(pause).await;
        Ok(())
    }
}

/// The whole table: for a function that both reads and writes it.
#[derive(Clone, Debug)]
pub struct DynamoTable {
    read: DynamoRead,
    write: DynamoWrite,
}

impl DynamoTable {
    /// Reads and writes this table.
    pub fn new(client: Client, table: String) -> Self {
        let read = DynamoRead::new(client.clone(), table.clone());
        Self { read, write: DynamoWrite::new(client, table) }
    }
}

impl ReadItems for DynamoTable {
    async fn read(&self, keys: &BTreeSet<ItemKey>) -> Result<HashMap<ItemKey, Item>, TableError> {
        self.read.read(keys).await
    }
}

impl WriteItems for DynamoTable {
    async fn write(&self, items: &[Item]) -> Result<(), TableError> {
        self.write.write(items).await
    }
}
