//! Tables in memory, for tests: as strict as `DynamoDB`, and any call can be made to fail.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ItemKey;
use milepost_runtime::faults::Faults;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Answer, Backend, Items, Source};
use crate::batch::Selection;
use crate::bucket::Upload;
use crate::error::StoreError;
use crate::item::{Item, key_of, of_entity, to_entity};
use crate::query::{Position, Query, Range};
use crate::write::Write;

/// By table and key.
type Tables = BTreeMap<(String, ItemKey), Item>;

/// Tables in memory; clones share them. A page holds 25 items at most, so that nobody forgets to
/// ask for the next one.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    tables: Arc<Mutex<Tables>>,
    objects: Arc<Mutex<BTreeMap<(&'static str, String), Upload>>>,
    faults: Faults,
}

const PAGE: usize = 25;

impl Memory {
    /// Empty tables whose calls fail as this says.
    pub fn with_faults(faults: Faults) -> Self {
        Self { faults, ..Self::default() }
    }

    /// Puts an entity into a table, past all faults: what was there before a test begins.
    ///
    /// # Errors
    /// If it cannot be written as an item.
    pub fn seed(&self, table: &str, entity: &impl Serialize) -> Result<(), StoreError> {
        let item = of_entity(entity)?;
        self.lock().insert((table.to_owned(), key_of(&item)), item);
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
    ) -> Result<Vec<T>, StoreError> {
        let tables = self.lock();
        let ours = |(name, key): &&(String, ItemKey)| name == table && key.pk.starts_with(prefix);
        let items = tables.keys().filter(ours).map(|it| tables[it].clone());
        items.map(to_entity).collect()
    }

    /// Puts an object into a bucket, past all faults.
    pub fn seed_object(&self, bucket: &'static str, key: &str, upload: Upload) {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.insert((bucket, key.to_owned()), upload);
    }

    /// Takes an object out of a bucket, past all faults.
    pub fn remove_object(&self, bucket: &'static str, key: &str) {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.remove(&(bucket, key.to_owned()));
    }

    /// The object with this key in a bucket, past all faults.
    pub fn object(&self, bucket: &str, key: &str) -> Option<Upload> {
        self.objects(bucket).remove(key)
    }

    /// All objects of a bucket by key, past all faults.
    pub fn objects(&self, bucket: &str) -> BTreeMap<String, Upload> {
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = objects.iter().filter(|((name, _), _)| *name == bucket);
        ours.map(|((_, key), upload)| (key.clone(), upload.clone())).collect()
    }

    pub(crate) const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The names of all calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.faults.calls()
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut tables = self.lock();
        let holds = |write: &Write| {
            let found = tables.get(&(write.table.to_string(), write.key.clone()));
            write.condition.as_ref().is_none_or(|condition| condition.holds(found))
        };
        if !writes.iter().all(holds) {
            return Err(StoreError::Conflict);
        }
        for write in writes {
            let key = (write.table.to_string(), write.key);
            match write.item {
                Some(item) => tables.insert(key, item),
                None => tables.remove(&key),
            };
        }
        Ok(())
    }

    /// The table's name, and what is in it.
    fn select(&self, selection: &Selection<'_>) -> (String, Vec<Item>) {
        let (tables, table) = (self.lock(), selection.table.name().to_owned());
        let found = |key: &&ItemKey| tables.get(&(table.clone(), (*key).clone())).cloned();
        let mut items: Vec<Item> = selection.keys.iter().filter_map(found).collect();
        if let Some(attributes) = selection.attributes {
            for item in &mut items {
                item.retain(|name, _| attributes.contains(&name.as_str()));
            }
        }
        (table, items)
    }

    fn page(&self, table: &str, query: &Query) -> Items {
        let tables = self.lock();
        let of_table = tables.iter().filter(|((name, _), _)| name == table);
        let mut found: Vec<&Item> =
            of_table.map(|(_, item)| item).filter(|item| is_in(item, query)).collect();
        found.sort_by_key(|item| (sort_value(item, query), key_of(item)));
        if query.newest_first {
            found.reverse();
        }
        let after = query.from.as_ref().map(|position| key_of(&position.0));
        let start = after.and_then(|key| found.iter().position(|item| key_of(item) == key));
        let rest = found.split_off(start.map_or(0, |place| place + 1));
        let length = query.limit.map_or(PAGE, |limit| limit.try_into().unwrap_or(PAGE).min(PAGE));
        let page: Vec<Item> = rest.iter().take(length).map(|item| (*item).clone()).collect();
        let next = page.last().filter(|_| rest.len() > page.len()).cloned().map(Position);
        (page, next)
    }

    fn add_one(&self, table: &str, key: &ItemKey, name: &str) -> u64 {
        let mut tables = self.lock();
        let item = tables.entry((table.to_owned(), key.clone())).or_default();
        item.extend(crate::item::key_attributes(key));
        let counted = number(item, name).unwrap_or(0) + 1;
        item.insert(name.to_owned(), AttributeValue::N(counted.to_string()));
        counted
    }
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

fn number(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

fn is_in(item: &Item, query: &Query) -> bool {
    let (name, value) = &query.partition;
    let is_in_range = query.sort.as_ref().is_none_or(|sort| {
        text(item, &sort.key).is_some_and(|found| match sort.range {
            Range::AtMost => found <= sort.value.as_str(),
            Range::Below => found < sort.value.as_str(),
            Range::BeginsWith => found.starts_with(&sort.value),
        })
    });
    text(item, name) == Some(value) && is_in_range
}

/// What the partition is sorted by: the sort key that the query names, else the table's.
fn sort_value(item: &Item, query: &Query) -> String {
    let name = query.sort.as_ref().map_or("sk", |sort| &sort.key);
    text(item, name).unwrap_or_default().to_owned()
}

impl Backend for Memory {
    fn get<'a>(&'a self, source: Source<'a>, key: &'a ItemKey) -> Answer<'a, Option<Item>> {
        let read = move || Ok(self.lock().get(&(source.table.to_owned(), key.clone())).cloned());
        Box::pin(self.faults.around("GetItem", read))
    }

    fn get_many<'a>(
        &'a self,
        selections: &'a [Selection<'a>],
    ) -> Answer<'a, HashMap<String, Vec<Item>>> {
        let read = move || Ok(selections.iter().map(|it| self.select(it)).collect());
        Box::pin(self.faults.around("BatchGetItem", read))
    }

    fn query<'a>(&'a self, source: Source<'a>, query: &'a Query) -> Answer<'a, Items> {
        Box::pin(self.faults.around("Query", move || Ok(self.page(source.table, query))))
    }

    fn write(&self, write: Write) -> Answer<'_, ()> {
        let name = if write.item.is_some() { "PutItem" } else { "DeleteItem" };
        Box::pin(self.faults.around(name, || self.commit(vec![write])))
    }

    fn put_many<'a>(&'a self, table: &'a str, items: Vec<Item>) -> Answer<'a, ()> {
        let put = |item| Write::put(Arc::from(table), item);
        let writes = items.into_iter().map(put).collect();
        Box::pin(self.faults.around("BatchWriteItem", || self.commit(writes)))
    }

    fn transact(&self, writes: Vec<Write>) -> Answer<'_, ()> {
        Box::pin(self.faults.around("TransactWriteItems", || self.commit(writes)))
    }

    fn count<'a>(&'a self, table: &'a str, key: &'a ItemKey, name: &'a str) -> Answer<'a, u64> {
        Box::pin(self.faults.around("UpdateItem", || Ok(self.add_one(table, key, name))))
    }
}

#[cfg(test)]
mod tests;
