//! What is behind a table: `DynamoDB`, or a memory.

use std::collections::HashMap;

use futures::future::BoxFuture;
use milepost_contracts::ItemKey;

use crate::batch::Selection;
use crate::error::StoreError;
use crate::item::Item;
use crate::query::{Position, Query};
use crate::write::Write;

pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The items of a page, and where the next one begins.
pub(crate) type Items = (Vec<Item>, Option<Position>);

/// What is read, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) table: &'a str,
    /// As it is now, at twice the price.
    pub(crate) is_consistent: bool,
}

/// The calls to AWS. Behind a pointer, so that nothing that uses a table has a type parameter for
/// it; the allocation is nothing beside a call over the network.
pub(crate) trait Backend: Send + Sync {
    /// Reads an item.
    fn get<'a>(&'a self, source: Source<'a>, key: &'a ItemKey) -> Answer<'a, Option<Item>>;

    /// Reads the items of up to 100 keys, of each table in no order; what is absent is missing.
    fn get_many<'a>(
        &'a self,
        selections: &'a [Selection<'a>],
    ) -> Answer<'a, HashMap<String, Vec<Item>>>;

    /// Reads a page.
    fn query<'a>(&'a self, source: Source<'a>, query: &'a Query) -> Answer<'a, Items>;

    /// Writes one item.
    fn write(&self, write: Write) -> Answer<'_, ()>;

    /// Puts up to 25 items, each by itself.
    fn put_many<'a>(&'a self, table: &'a str, items: Vec<Item>) -> Answer<'a, ()>;

    /// Writes all, or nothing.
    fn transact(&self, writes: Vec<Write>) -> Answer<'_, ()>;

    /// Adds one to a number that begins at 0, and returns it.
    fn count<'a>(&'a self, table: &'a str, key: &'a ItemKey, name: &'a str) -> Answer<'a, u64>;
}
