//! Items in memory.

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ItemKey;
use milepost_store::backend::{Answer, Items, Range, Source, TableBackend};
use milepost_store::{Item, Position, Query, StoreError, Write};

use super::Memory;
use super::condition::holds;

const PAGE: usize = 25;

impl Memory {
    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut tables = self.tables();
        let may_be_written = |write: &Write| {
            let found = tables.get(&(write.table.to_string(), write.key.clone()));
            write.condition.as_ref().is_none_or(|condition| holds(condition, found))
        };
        if !writes.iter().all(may_be_written) {
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

    fn page(&self, table: &str, query: &Query) -> Items {
        let tables = self.tables();
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
        let mut tables = self.tables();
        let item = tables.entry((table.to_owned(), key.clone())).or_default();
        for (name, value) in [("pk", &key.pk), ("sk", &key.sk)] {
            item.insert(name.to_owned(), AttributeValue::S(value.clone()));
        }
        let counted = number(item, name).unwrap_or(0) + 1;
        item.insert(name.to_owned(), AttributeValue::N(counted.to_string()));
        counted
    }
}

/// The key in an item; empty where it is missing.
pub(super) fn key_of(item: &Item) -> ItemKey {
    let value = |name: &str| text(item, name).unwrap_or_default().to_owned();
    ItemKey { pk: value("pk"), sk: value("sk") }
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

impl TableBackend for Memory {
    fn get<'a>(&'a self, source: Source<'a>, key: &'a ItemKey) -> Answer<'a, Option<Item>> {
        let read = move || Ok(self.tables().get(&(source.table.to_owned(), key.clone())).cloned());
        Box::pin(self.faults.around("GetItem", read))
    }

    fn get_many<'a>(&'a self, source: Source<'a>, keys: &'a [ItemKey]) -> Answer<'a, Vec<Item>> {
        let read = move || {
            let tables = self.tables();
            let found = |key: &ItemKey| tables.get(&(source.table.to_owned(), key.clone()));
            Ok(keys.iter().filter_map(found).cloned().collect())
        };
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
        let put = move || {
            let items = items.into_iter().map(|item| ((table.to_owned(), key_of(&item)), item));
            self.tables().extend(items);
            Ok(())
        };
        Box::pin(self.faults.around("BatchWriteItem", put))
    }

    fn transact(&self, writes: Vec<Write>) -> Answer<'_, ()> {
        Box::pin(self.faults.around("TransactWriteItems", || self.commit(writes)))
    }

    fn count<'a>(&'a self, table: &'a str, key: &'a ItemKey, name: &'a str) -> Answer<'a, u64> {
        Box::pin(self.faults.around("UpdateItem", || Ok(self.add_one(table, key, name))))
    }
}
