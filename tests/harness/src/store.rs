//! Tables and buckets in memory: as strict as AWS, and any call can be made to fail.

mod bucket;
mod condition;
mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milepost_contracts::ItemKey;
use milepost_store::{Bucket, Item, Table, Upload};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::faults::Faults;

/// By table and key.
type Tables = BTreeMap<(String, ItemKey), Item>;
/// By bucket and key.
type Objects = BTreeMap<(&'static str, String), Upload>;

/// Tables and buckets in memory; clones share them. A page holds 25 items at most, so that nobody
/// forgets to ask for the next one.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    tables: Arc<Mutex<Tables>>,
    objects: Arc<Mutex<Objects>>,
    faults: Faults,
}

impl Memory {
    /// Empty tables and buckets whose calls fail as this says.
    pub fn with_faults(faults: Faults) -> Self {
        Self { faults, ..Self::default() }
    }

    /// The table of this name.
    pub fn table(&self, name: impl Into<Arc<str>>) -> Table {
        Table::on(Arc::new(self.clone()), name)
    }

    /// The bucket of this name.
    pub fn bucket(&self, name: &'static str) -> Bucket {
        Bucket::on(Arc::new(bucket::Named { memory: self.clone(), name }))
    }

    /// Puts an entity into a table, past all faults: what was there before a test begins.
    ///
    /// # Errors
    /// If it cannot be written as an item.
    pub fn seed(&self, table: &str, entity: &impl Serialize) -> Result<(), serde_dynamo::Error> {
        let item = serde_dynamo::to_item(entity)?;
        self.tables().insert((table.to_owned(), table::key_of(&item)), item);
        Ok(())
    }

    /// All entities of a table whose partition begins like this, past all faults.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn all<T: DeserializeOwned>(
        &self,
        table: &str,
        prefix: &str,
    ) -> Result<Vec<T>, serde_dynamo::Error> {
        let tables = self.tables();
        let ours = |(name, key): &&(String, ItemKey)| name == table && key.pk.starts_with(prefix);
        let items = tables.keys().filter(ours).map(|it| tables[it].clone());
        items.map(serde_dynamo::from_item).collect()
    }

    /// Puts an object into a bucket, past all faults.
    pub fn seed_object(&self, bucket: &'static str, key: &str, upload: Upload) {
        self.stored().insert((bucket, key.to_owned()), upload);
    }

    /// Takes an object out of a bucket, past all faults.
    pub fn remove_object(&self, bucket: &'static str, key: &str) {
        self.stored().remove(&(bucket, key.to_owned()));
    }

    /// The object with this key in a bucket, past all faults.
    pub fn object(&self, bucket: &str, key: &str) -> Option<Upload> {
        self.objects(bucket).remove(key)
    }

    /// All objects of a bucket by key, past all faults.
    pub fn objects(&self, bucket: &str) -> BTreeMap<String, Upload> {
        let objects = self.stored();
        let ours = objects.iter().filter(|((name, _), _)| *name == bucket);
        ours.map(|((_, key), upload)| (key.clone(), upload.clone())).collect()
    }

    /// Which calls fail.
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The names of all calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.faults.calls()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stored(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
