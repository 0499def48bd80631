//! What this function instance remembers of the table between invocations.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use milepost_contracts::ItemKey;
use milepost_domain::Time;

use crate::Item;

/// For how long. Other instances write the table, and events mark it; this is how late one may
/// notice.
const MINUTES: i64 = 5;
/// How many keys at most, a few megabytes; then all are forgotten.
const MAX_KEYS: usize = 20_000;

/// Items by key, or that the table has none.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<ItemKey, Remembered>>);

#[derive(Debug)]
struct Remembered {
    item: Option<Item>,
    until: Time,
}

impl Memory {
    /// The items that are remembered, and the keys of which nothing is.
    pub(crate) fn recall(
        &self,
        keys: BTreeSet<ItemKey>,
        now: Time,
    ) -> (HashMap<ItemKey, Item>, BTreeSet<ItemKey>) {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut items, mut unknown) = (HashMap::new(), BTreeSet::new());
        for key in keys {
            match memory.get(&key).filter(|it| now < it.until) {
                Some(Remembered { item: Some(item), .. }) => {
                    items.insert(key, item.clone());
                }
                Some(_) => {}
                None => {
                    unknown.insert(key);
                }
            }
        }
        (items, unknown)
    }

    /// Remembers what the table holds, or not, under these keys.
    pub(crate) fn keep(
        &self,
        keys: impl IntoIterator<Item = ItemKey>,
        items: &HashMap<ItemKey, Item>,
        now: Time,
    ) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = now.plus_minutes(MINUTES);
        for key in keys {
            if memory.len() >= MAX_KEYS && !memory.contains_key(&key) {
                memory.clear();
            }
            let item = items.get(&key).cloned();
            memory.insert(key, Remembered { item, until });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Content;
    use crate::item::person_key;

    fn at(minutes: i64) -> Time {
        Time::from_millis(1_795_000_000_000).unwrap().plus_minutes(minutes)
    }

    fn key(number: usize) -> ItemKey {
        person_key(&number.to_string().parse().unwrap())
    }

    #[test]
    fn both_an_item_and_its_absence_are_remembered_for_five_minutes() {
        let (memory, keys) = (Memory::default(), BTreeSet::from([key(1), key(2)]));
        let item = Item::new(key(1), Content::Absent, at(0), None, at(0));
        let items = HashMap::from([(key(1), item)]);
        assert_eq!(memory.recall(keys.clone(), at(0)), (HashMap::new(), keys.clone()));
        memory.keep(keys.clone(), &items, at(0));
        assert_eq!(memory.recall(keys.clone(), at(4)), (items, BTreeSet::new()));
        assert_eq!(memory.recall(keys.clone(), at(5)), (HashMap::new(), keys));
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let memory = Memory::default();
        memory.keep((0..=MAX_KEYS).map(key), &HashMap::new(), at(0));
        assert_eq!(memory.0.lock().unwrap().len(), 1);
    }
}
