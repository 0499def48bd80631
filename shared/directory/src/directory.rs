//! Looking up: in memory, then in the table, then at ALM.

use std::collections::{BTreeSet, HashMap};

use futures::future::try_join;
use milepost_alm::AlmError;
use milepost_contracts::ItemKey;
use milepost_domain::Time;
use milepost_store::StoreError;

use crate::Item;
use crate::api::AlmApi;
use crate::ask::{Rest, ask};
use crate::memory::Memory;
use crate::table::DirectoryTable;
use crate::wanted::{Known, Wanted};

/// People and learning objects, read through. One for the life of a function instance: it
/// remembers what it has read.
#[derive(Debug)]
pub struct Directory<A> {
    pub(crate) table: DirectoryTable,
    pub(crate) api: A,
    clock: fn() -> Time,
    memory: Memory,
    people_rest: Rest,
    objects_rest: Rest,
    pub(crate) account_rest: Rest,
}

/// What was found, and why it may not be all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LookedUp {
    /// What is known: fresh, or the best there is if ALM could not be asked.
    pub known: Known,
    /// What it took.
    pub effort: Effort,
}

/// What looking up took, and what it left open.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Effort {
    /// The requests that ALM answered.
    pub requests: usize,
    /// The ids that ALM was not asked for, or did not answer about.
    pub unasked: usize,
    /// Why, if ALM was asked.
    pub failures: Vec<AlmError>,
}

impl Effort {
    /// What both took.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.requests += other.requests;
        self.unasked += other.unasked;
        self.failures.extend(other.failures);
        self
    }
}

impl<A: AlmApi + Sync> Directory<A> {
    /// A directory that remembers nothing yet.
    pub fn new(table: DirectoryTable, api: A, clock: fn() -> Time) -> Self {
        let [people_rest, objects_rest, account_rest] = [(); 3].map(|()| Rest::default());
        let memory = Memory::default();
        Self { table, api, clock, memory, people_rest, objects_rest, account_rest }
    }

    /// Looks all of it up, with as few requests as there can be. If ALM cannot be asked, what the
    /// table holds is used, however old.
    ///
    /// # Errors
    /// If the table cannot be used.
    pub async fn look_up(&self, wanted: &Wanted) -> Result<LookedUp, StoreError> {
        let mut items = self.read(wanted.keys()).await?;
        let to_ask = wanted.to_ask(&items, (self.clock)());
        let (people, objects) = try_join(
            ask(&self.api, &to_ask.people, &self.table, &self.people_rest, self.clock),
            ask(&self.api, &to_ask.objects, &self.table, &self.objects_rest, self.clock),
        )
        .await?;
        items.extend(self.remember(people.items));
        items.extend(self.remember(objects.items));
        let effort = people.effort.and(objects.effort);
        Ok(LookedUp { known: wanted.known(items), effort })
    }

    pub(crate) fn now(&self) -> Time {
        (self.clock)()
    }

    pub(crate) async fn read(
        &self,
        keys: BTreeSet<ItemKey>,
    ) -> Result<HashMap<ItemKey, Item>, StoreError> {
        let now = (self.clock)();
        let (mut items, unknown) = self.memory.recall(keys, now);
        if !unknown.is_empty() {
            let read = self.table.read(&unknown).await?;
            self.memory.keep(unknown, &read, now);
            items.extend(read);
        }
        Ok(items)
    }

    pub(crate) fn remember(&self, items: Vec<Item>) -> HashMap<ItemKey, Item> {
        let items: HashMap<_, _> = items.into_iter().map(|item| (item.key(), item)).collect();
        self.memory.keep(items.keys().cloned(), &items, (self.clock)());
        items
    }
}

#[cfg(test)]
mod tests;
