//! What is behind a table: `DynamoDB`, or a memory.

use futures::future::BoxFuture;
use milepost_contracts::ItemKey;

use crate::error::StoreError;
use crate::item::Item;
use crate::query::{Position, Query};
use crate::write::Write;

pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The items of a page, and where the next one begins.
pub(crate) type Items = (Vec<Item>, Option<Position>);

/// The calls to AWS. Behind a pointer, so that nothing that uses a table has a type parameter for
/// it; the allocation is nothing beside a call over the network.
pub(crate) trait Backend: Send + Sync {
    /// Reads an item as it is now.
    fn get<'a>(&'a self, table: &'a str, key: &'a ItemKey) -> Answer<'a, Option<Item>>;

    /// Reads the items of up to 100 keys as they are now, in no order; what is absent is missing.
    fn get_many<'a>(&'a self, table: &'a str, keys: &'a [ItemKey]) -> Answer<'a, Vec<Item>>;

    /// Reads a page.
    fn query<'a>(&'a self, table: &'a str, query: &'a Query) -> Answer<'a, Items>;

    /// Writes one item.
    fn write(&self, write: Write) -> Answer<'_, ()>;

    /// Writes all, or nothing.
    fn transact(&self, writes: Vec<Write>) -> Answer<'_, ()>;

    /// Adds one to a number that begins at 0, and returns it.
    fn count<'a>(&'a self, table: &'a str, key: &'a ItemKey, name: &'a str) -> Answer<'a, u64>;
}
