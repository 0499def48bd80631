//! What ALM is asked about, and its answers as items.

use std::collections::HashSet;
use std::hash::Hash;

use milepost_alm::{AlmError, LEARNING_OBJECTS_PER_REQUEST, LearningObjects, USERS_PER_REQUEST};
use milepost_contracts::ItemKey;
use milepost_domain::directory::Person;
use milepost_domain::{LoId, Time, UserId};

use crate::api::AlmApi;
use crate::item::{object_key, person_key};
use crate::{Content, Item, Source};

/// An id that ALM is asked about.
pub(crate) trait AskedId: Eq + Hash + Sized + Sync {
    /// Of those that ALM knows; an empty one if it knows none.
    type Answer: Default;
    /// The most ids of one request.
    const PER_REQUEST: usize;

    /// Makes one request.
    fn request<A: AlmApi + Sync>(
        api: &A,
        ids: &[Self],
    ) -> impl Future<Output = Result<Self::Answer, AlmError>> + Send;

    /// The items of an answer about these ids. What ALM left out it does not know.
    fn items(asked: &[Self], answer: Self::Answer, as_of: Time) -> Vec<Item>;
}

impl AskedId for UserId {
    type Answer = Vec<Person>;
    const PER_REQUEST: usize = USERS_PER_REQUEST;

    async fn request<A: AlmApi + Sync>(api: &A, ids: &[Self]) -> Result<Vec<Person>, AlmError> {
        api.people(ids).await
    }

    fn items(asked: &[Self], people: Vec<Person>, as_of: Time) -> Vec<Item> {
        let known = people.iter().map(|person| person.user_id.clone());
        let absent = absent(asked, &known.collect(), person_key, as_of);
        let people = people.into_iter();
        people.flat_map(|it| Item::of_person(it, as_of, Source::Api, as_of)).chain(absent).collect()
    }
}

impl AskedId for LoId {
    type Answer = LearningObjects;
    const PER_REQUEST: usize = LEARNING_OBJECTS_PER_REQUEST;

    async fn request<A: AlmApi + Sync>(api: &A, ids: &[Self]) -> Result<LearningObjects, AlmError> {
        api.learning_objects(ids).await
    }

    fn items(asked: &[Self], answer: LearningObjects, as_of: Time) -> Vec<Item> {
        let LearningObjects { objects, instances } = answer;
        let known = objects.iter().map(|object| object.lo_id.clone());
        let absent = absent(asked, &known.collect(), object_key, as_of);
        let objects = objects.into_iter().map(|it| Item::of_object(it, as_of, Source::Api, as_of));
        let instances = instances.into_iter();
        let instances = instances.map(|it| Item::of_instance(it, as_of, Source::Api, as_of));
        objects.chain(instances).chain(absent).collect()
    }
}

fn absent<Id: Eq + Hash>(
    asked: &[Id],
    known: &HashSet<Id>,
    key: fn(&Id) -> ItemKey,
    as_of: Time,
) -> Vec<Item> {
    let absent = asked.iter().filter(|id| !known.contains(*id)).map(key);
    absent.map(|key| Item::new(key, Content::Absent, as_of, Some(Source::Api), as_of)).collect()
}
