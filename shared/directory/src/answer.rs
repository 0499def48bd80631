//! ALM's answers as items.

use std::collections::HashSet;

use milepost_alm::LearningObjects;
use milepost_contracts::ItemKey;
use milepost_domain::directory::Person;
use milepost_domain::{LoId, Time, UserId};

use crate::item::{object_key, person_key};
use crate::{Content, Item, Source};

/// The items of an answer about these people. Whom ALM left out it does not know.
pub(crate) fn of_people(asked: &[UserId], people: Vec<Person>, as_of: Time) -> Vec<Item> {
    let known: HashSet<UserId> = people.iter().map(|person| person.user_id.clone()).collect();
    let absent = asked.iter().filter(|id| !known.contains(*id)).map(person_key);
    let absent: Vec<Item> = absent.map(|key| absent_item(key, as_of)).collect();
    let people = people.into_iter();
    people.flat_map(|it| Item::of_person(it, as_of, Source::Api, as_of)).chain(absent).collect()
}

/// The items of an answer about these learning objects, with their instances.
pub(crate) fn of_objects(asked: &[LoId], answer: LearningObjects, as_of: Time) -> Vec<Item> {
    let LearningObjects { objects, instances } = answer;
    let known: HashSet<LoId> = objects.iter().map(|object| object.lo_id.clone()).collect();
    let absent = asked.iter().filter(|id| !known.contains(*id)).map(object_key);
    let absent: Vec<Item> = absent.map(|key| absent_item(key, as_of)).collect();
    let objects = objects.into_iter().map(|it| Item::of_object(it, as_of, Source::Api, as_of));
    let instances = instances.into_iter();
    let instances = instances.map(|it| Item::of_instance(it, as_of, Source::Api, as_of));
    objects.chain(instances).chain(absent).collect()
}

fn absent_item(key: ItemKey, as_of: Time) -> Item {
    Item::new(key, Content::Absent, as_of, Some(Source::Api), as_of)
}
