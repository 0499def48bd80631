//! Any number of keys and of items, cut into calls.

use std::collections::{BTreeSet, HashMap, HashSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use milepost_contracts::ItemKey;
use milepost_runtime::limits::call::{BATCH_GET_ITEM, BATCH_WRITE_ITEM};
use milepost_runtime::limits::dynamodb::{Key, check_get, check_write};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::item::{Item, item_bytes, key_of, limited, of_entity, to_entity};
use crate::table::Table;

/// Writing calls under way at a time.
const PARALLEL: usize = 8;

/// Items of a table to read by key: [together](get_together) with those of others.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The table.
    pub table: &'a Table,
    /// Different ones.
    pub keys: Vec<&'a ItemKey>,
}

/// What was found of a [`Selection`].
#[derive(Clone, Debug)]
pub struct Selected(Vec<Item>);

impl Selected {
    /// The entities, or why one cannot be read. What is absent is missing.
    pub fn by_key<T: DeserializeOwned>(self) -> HashMap<ItemKey, Result<T, StoreError>> {
        self.0.into_iter().map(|item| (key_of(&item), to_entity(item))).collect()
    }
}

/// Reads items of several tables behind the same account (each table once, with different keys,
/// 100 in all) in one call.
///
/// # Errors
/// If a call fails, or some of it was not answered after several tries.
pub async fn get_together<const N: usize>(
    selections: [Selection<'_>; N],
) -> Result<[Selected; N], StoreError> {
    let keys = selections
        .iter()
        .flat_map(|Selection { table, keys, .. }| keys.iter().map(|key| limited(&table.name, key)));
    check_get(&keys.collect::<Vec<_>>())?;
    let backend = &selections[0].table.backend;
    let mut found = backend.get_many(&selections).await?;
    Ok(selections.each_ref().map(|it| Selected(found.remove(&*it.table.name).unwrap_or_default())))
}

impl Table {
    /// The items of these keys, to be read with those of other tables.
    pub fn select<'a>(&'a self, keys: impl IntoIterator<Item = &'a ItemKey>) -> Selection<'a> {
        Selection { table: self, keys: keys.into_iter().collect() }
    }

    /// Reads the entities with these keys, any number, each once; of one that cannot be read, why
    /// not. What is absent is missing.
    ///
    /// # Errors
    /// If a call fails, or some of it was not answered after several tries.
    pub async fn get_many<T: DeserializeOwned>(
        &self,
        keys: &BTreeSet<ItemKey>,
    ) -> Result<HashMap<ItemKey, Result<T, StoreError>>, StoreError> {
        let keys: Vec<&ItemKey> = keys.iter().collect();
        let mut found = HashMap::new();
        for keys in keys.chunks(BATCH_GET_ITEM.entries) {
            let [selected] = get_together([self.select(keys.iter().copied())]).await?;
            found.extend(selected.by_key());
        }
        Ok(found)
    }

    /// Puts all of these entities, any number, each in the place of what has its key. Of two with
    /// one key the later stands.
    ///
    /// # Errors
    /// If one could not be written, also after several tries; the others may be. Writing them
    /// again is harmless.
    pub async fn put_many<T>(&self, entities: &[T]) -> Result<(), StoreError>
    where
        T: Serialize + Sync,
    {
        let items = entities.iter().map(of_entity).collect::<Result<_, _>>()?;
        let calls = self.calls(latest(items))?;
        let calls = calls.into_iter().map(|items| self.backend.put_many(&self.name, items));
        stream::iter(calls).buffer_unordered(PARALLEL).try_collect().await
    }

    fn calls(&self, mut items: Vec<Item>) -> Result<Vec<Vec<Item>>, StoreError> {
        let mut calls = Vec::new();
        for call in BATCH_WRITE_ITEM.cut(items.iter().map(item_bytes)) {
            let items: Vec<Item> = items.drain(..call.len()).collect();
            let keys: Vec<ItemKey> = items.iter().map(key_of).collect();
            let sizes = keys.iter().map(|key| limited(&self.name, key));
            let sizes: Vec<(Key<'_>, usize)> = sizes.zip(items.iter().map(item_bytes)).collect();
            check_write(&sizes)?;
            calls.push(items);
        }
        Ok(calls)
    }
}

/// Each key once, with the last item that has it: calls run side by side, and one call with two
/// equal keys is refused.
fn latest(items: Vec<Item>) -> Vec<Item> {
    let mut seen = HashSet::with_capacity(items.len());
    let last = items.into_iter().rev().filter(|item| seen.insert(key_of(item)));
    let mut items: Vec<Item> = last.collect();
    items.reverse();
    items
}
