//! What somebody wants to know, and what is known of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use milepost_contracts::ItemKey;
use milepost_domain::directory::{Instance, LearningObject, Person};
use milepost_domain::{LoId, LoInstanceId, Time, UserId};

use crate::freshness::is_fresh;
use crate::item::{changed_key, instance_key, object_key, person_key};
use crate::{Content, Item};

/// Whom and what to look up. Sets: each is asked for once.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wanted {
    /// People.
    pub people: BTreeSet<UserId>,
    /// Learning objects, each with the instances that matter.
    pub objects: BTreeMap<LoId, BTreeSet<LoInstanceId>>,
}

/// What the directory knows. What is not in here is unknown, to ALM or to us.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Known {
    /// People.
    pub people: HashMap<UserId, Person>,
    /// Learning objects.
    pub objects: HashMap<LoId, LearningObject>,
    /// Instances.
    pub instances: HashMap<LoInstanceId, Instance>,
}

/// What to ask ALM for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ToAsk {
    pub(crate) people: Vec<UserId>,
    pub(crate) objects: Vec<LoId>,
}

impl Wanted {
    /// These people and nothing else.
    pub fn people(people: impl IntoIterator<Item = UserId>) -> Self {
        Self { people: people.into_iter().collect(), ..Self::default() }
    }

    /// A learner in an instance of a learning object.
    pub fn add(&mut self, user: UserId, object: Option<LoId>, instance: LoInstanceId) {
        self.people.insert(user);
        // The instance's id does not tell the object's: ALM's own samples contradict it.
        if let Some(object) = object {
            self.objects.entry(object).or_default().insert(instance);
        }
    }

    /// Where all that is in the table.
    pub(crate) fn keys(&self) -> BTreeSet<ItemKey> {
        let people = self.people.iter().map(person_key);
        let objects = self.objects.keys().flat_map(|id| [object_key(id), changed_key(id)]);
        let instances = self.objects.values().flatten().map(instance_key);
        people.chain(objects).chain(instances).collect()
    }

    /// What is not known, or not any more.
    pub(crate) fn to_ask(&self, items: &HashMap<ItemKey, Item>, now: Time) -> ToAsk {
        let is_old = |key: &ItemKey, changed: Option<&Item>| {
            items.get(key).is_none_or(|item| !is_fresh(item, changed, now))
        };
        let people = self.people.iter().filter(|id| is_old(&person_key(id), None));
        let objects = self.objects.keys();
        let objects = objects.filter(|id| is_old(&object_key(id), items.get(&changed_key(id))));
        ToAsk { people: people.cloned().collect(), objects: objects.cloned().collect() }
    }

    /// What these items say about it.
    pub(crate) fn known(&self, mut items: HashMap<ItemKey, Item>) -> Known {
        let mut known = Known::default();
        for key in self.keys() {
            match items.remove(&key).map(|item| item.content) {
                Some(Content::Person(it)) => {
                    known.people.insert(it.user_id.clone(), it);
                }
                Some(Content::LearningObject(it)) => {
                    known.objects.insert(it.lo_id.clone(), it);
                }
                Some(Content::Instance(it)) => {
                    known.instances.insert(it.lo_instance_id.clone(), it);
                }
                _ => {}
            }
        }
        known
    }
}
