//! A table.

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use milepost_contracts::ItemKey;
use milepost_runtime::limits::dynamodb::{check_transaction, check_write};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Source, TableBackend};
use crate::dynamo::Dynamo;
use crate::error::StoreError;
use crate::item::{check_key, item_bytes, limited, of_entity, to_entity};
use crate::query::{Page, Query};
use crate::write::Write;

/// A table. Cheap to clone.
#[derive(Clone)]
pub struct Table {
    pub(crate) backend: Arc<dyn TableBackend>,
    pub(crate) name: Arc<str>,
    is_consistent: bool,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.name).finish()
    }
}

impl Table {
    /// The table of this name in `DynamoDB`.
    pub fn dynamo(client: Client, name: impl Into<Arc<str>>) -> Self {
        Self::on(Arc::new(Dynamo::new(client)), name)
    }

    /// The table of this name on this backend.
    pub fn on(backend: Arc<dyn TableBackend>, name: impl Into<Arc<str>>) -> Self {
        Self { backend, name: name.into(), is_consistent: true }
    }

    /// The same table, read at half the price: what was written within the last second may not be
    /// seen.
    #[must_use]
    pub fn eventual(self) -> Self {
        Self { is_consistent: false, ..self }
    }

    pub(crate) fn source(&self) -> Source<'_> {
        Source { table: &self.name, is_consistent: self.is_consistent }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the entity with this key.
    ///
    /// # Errors
    /// If the call fails, or the item cannot be read.
    pub async fn get<T: DeserializeOwned>(&self, key: &ItemKey) -> Result<Option<T>, StoreError> {
        check_key(&self.name, key)?;
        self.backend.get(self.source(), key).await?.map(to_entity).transpose()
    }

    /// Reads a page of a partition.
    ///
    /// # Errors
    /// If the call fails. What cannot be read is counted in the page.
    pub async fn query<T: DeserializeOwned>(&self, query: &Query) -> Result<Page<T>, StoreError> {
        let (items, next) = self.backend.query(self.source(), query).await?;
        let found = items.len();
        let entities: Vec<T> = items.into_iter().flat_map(to_entity).collect();
        Ok(Page { unreadable: found - entities.len(), entities, next })
    }

    /// Reads all pages from the query's position on, as one.
    ///
    /// # Errors
    /// If a call fails; then nothing is returned.
    pub async fn query_all<T>(&self, mut query: Query) -> Result<Page<T>, StoreError>
    where
        T: DeserializeOwned,
    {
        let mut all = Page { entities: Vec::new(), unreadable: 0, next: None };
        loop {
            let page = self.query(&query).await?;
            all.entities.extend(page.entities);
            all.unreadable += page.unreadable;
            if page.next.is_none() {
                return Ok(all);
            }
            query = query.from(page.next);
        }
    }

    /// A write that puts an entity in the place of what has its key.
    ///
    /// # Errors
    /// If it cannot be written as an item.
    pub fn put(&self, entity: &impl Serialize) -> Result<Write, StoreError> {
        Ok(Write::put(Arc::clone(&self.name), of_entity(entity)?))
    }

    /// A write that deletes what has this key, if there is anything.
    pub fn delete(&self, key: ItemKey) -> Write {
        Write::delete(Arc::clone(&self.name), key)
    }

    /// Carries out one write.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if its condition does not hold.
    pub async fn write(&self, write: Write) -> Result<(), StoreError> {
        check_write(&sizes(std::slice::from_ref(&write)))?;
        self.backend.write(write).await
    }

    /// Carries out all of these writes (at most 100, to different keys, of any table behind the
    /// same account), or none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if one of the conditions does not hold.
    pub async fn transact(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        check_transaction(&sizes(&writes))?;
        self.backend.transact(writes).await
    }

    /// Adds one to the attribute of this name, which begins at 0, and returns what it is now. No
    /// two calls get the same number; some numbers may be used for nothing.
    ///
    /// # Errors
    /// If the call fails; it may have counted all the same.
    pub async fn count(&self, key: &ItemKey, name: &str) -> Result<u64, StoreError> {
        check_key(&self.name, key)?;
        self.backend.count(&self.name, key, name).await
    }
}

fn sizes(writes: &[Write]) -> Vec<(milepost_runtime::limits::dynamodb::Key<'_>, usize)> {
    let size = |write: &Write| write.item.as_ref().map_or(0, item_bytes);
    writes.iter().map(|write| (limited(&write.table, &write.key), size(write))).collect()
}
