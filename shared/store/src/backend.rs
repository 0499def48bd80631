//! What is behind a table and a bucket: AWS, or in tests what stands in for it.
//!
//! Backends are behind a pointer, so that nothing that uses a table or a bucket has a type
//! parameter for them; the allocation is nothing beside a call over the network. What is asked of
//! them is within AWS's limits.

use futures::future::BoxFuture;
use milepost_contracts::ItemKey;

use crate::bucket::{Object, Upload};
use crate::error::StoreError;
use crate::item::Item;
use crate::query::{Position, Query};
pub use crate::query::{Range, Sort};
use crate::write::Write;

/// What a call answers.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The items of a page, and where the next one begins.
pub type Items = (Vec<Item>, Option<Position>);

/// What is read, and how.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The table's name.
    pub table: &'a str,
    /// As it is now, at twice the price.
    pub is_consistent: bool,
}

/// The calls to tables.
pub trait TableBackend: Send + Sync {
    /// Reads an item.
    fn get<'a>(&'a self, source: Source<'a>, key: &'a ItemKey) -> Answer<'a, Option<Item>>;

    /// Reads the items of up to 100 keys, in no order; what is absent is missing.
    fn get_many<'a>(&'a self, source: Source<'a>, keys: &'a [ItemKey]) -> Answer<'a, Vec<Item>>;

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

/// The calls to one bucket.
pub trait BucketBackend: Send + Sync {
    /// Reads an object, or its first bytes.
    fn get<'a>(&'a self, key: &'a str, most: Option<usize>) -> Answer<'a, Option<Object>>;

    /// Stores an object; only if there is none, for `is_new`, else [`StoreError::Conflict`].
    fn put<'a>(&'a self, key: &'a str, upload: Upload, is_new: bool) -> Answer<'a, ()>;
}
