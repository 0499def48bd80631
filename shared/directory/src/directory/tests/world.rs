//! A table and an ALM in memory, and a clock that is set by hand.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use milepost_alm::{AlmError, LearningObjects};
use milepost_domain::directory::{Instance, LearningObject, Person, PersonState, TimeZones};
use milepost_domain::{LoId, LoInstanceId, Time, UserId};
use milepost_harness::Faults;
use milepost_harness::store::Memory;

use crate::api::AlmApi;
use crate::item::changed_key;
use crate::table::DirectoryTable;
use crate::{Content, Directory, Item};

thread_local!(static MINUTES: Cell<i64> = const { Cell::new(0) });

/// Sets the clock.
pub(super) fn at(minutes: i64) {
    MINUTES.set(minutes);
}

pub(super) fn time(minutes: i64) -> Time {
    Time::from_millis(1_795_000_000_000).unwrap().plus_minutes(minutes)
}

fn now() -> Time {
    time(MINUTES.get())
}

pub(super) fn id(number: usize) -> UserId {
    number.to_string().parse().unwrap()
}

pub(super) fn lo(number: usize) -> LoId {
    format!("course:{number}").parse().unwrap()
}

pub(super) fn learners(numbers: Range<usize>) -> BTreeSet<UserId> {
    numbers.map(id).collect()
}

#[derive(Clone, Debug, Default)]
pub(super) struct Api(Arc<Mutex<ApiState>>);

#[derive(Debug, Default)]
struct ApiState {
    people: BTreeMap<UserId, Person>,
    objects: BTreeMap<LoId, LearningObject>,
    instances: BTreeMap<LoId, Vec<Instance>>,
    asked_people: Vec<usize>,
    asked_objects: Vec<usize>,
    failures: Vec<AlmError>,
    refused: BTreeSet<UserId>,
    zones: BTreeMap<String, String>,
    accounts: usize,
}

impl Api {
    /// How many ids each request for people had, and each for learning objects.
    pub(super) fn sizes(&self) -> (Vec<usize>, Vec<usize>) {
        let api = self.0.lock().unwrap();
        (api.asked_people.clone(), api.asked_objects.clone())
    }

    /// How often the account was asked.
    pub(super) fn accounts(&self) -> usize {
        self.0.lock().unwrap().accounts
    }

    pub(super) fn has_zone(&self, code: &str, name: &str) {
        self.0.lock().unwrap().zones.insert(code.to_owned(), name.to_owned());
    }

    /// Fails the next requests in this way, the last first.
    pub(super) fn fail(&self, failures: &[AlmError]) {
        self.0.lock().unwrap().failures = failures.to_vec();
    }

    /// Refuses every request that names one of these.
    pub(super) fn refuse(&self, people: impl IntoIterator<Item = UserId>) {
        self.0.lock().unwrap().refused.extend(people);
    }

    pub(super) fn rename(&self, object: &str, title: &str) {
        let mut api = self.0.lock().unwrap();
        let object = api.objects.get_mut(&object.parse().unwrap()).unwrap();
        object.titles = BTreeMap::from([("en-US".to_owned(), title.to_owned())]);
    }

    pub(super) fn forget(&self, object: &str) {
        self.0.lock().unwrap().objects.remove(&object.parse().unwrap());
    }

    pub(super) fn add_instance(&self, object: &LoId, id: &LoInstanceId) {
        let mut instance = Instance::new(id.clone(), object.clone());
        instance.completion_deadline = Some(time(99_000));
        self.0.lock().unwrap().instances.entry(object.clone()).or_default().push(instance);
    }

    pub(super) fn person(&self, number: usize, change: impl FnOnce(&mut Person)) {
        change(self.0.lock().unwrap().people.get_mut(&id(number)).unwrap());
    }
}

impl AlmApi for Api {
    async fn people(&self, ids: &[UserId]) -> Result<Vec<Person>, AlmError> {
        let mut api = self.0.lock().unwrap();
        api.asked_people.push(ids.len());
        if ids.iter().any(|id| api.refused.contains(id)) {
            return Err(AlmError::Refused { status: 400 });
        }
        match api.failures.pop() {
            Some(failure) => Err(failure),
            None => Ok(ids.iter().filter_map(|id| api.people.get(id).cloned()).collect()),
        }
    }

    async fn learning_objects(&self, ids: &[LoId]) -> Result<LearningObjects, AlmError> {
        let mut api = self.0.lock().unwrap();
        api.asked_objects.push(ids.len());
        if let Some(failure) = api.failures.pop() {
            return Err(failure);
        }
        let instances = |id| api.instances.get(id).cloned().unwrap_or_default();
        Ok(LearningObjects {
            objects: ids.iter().filter_map(|id| api.objects.get(id).cloned()).collect(),
            instances: ids.iter().flat_map(instances).collect(),
        })
    }

    async fn time_zones(&self) -> Result<TimeZones, AlmError> {
        let mut api = self.0.lock().unwrap();
        api.accounts += 1;
        match api.failures.pop() {
            Some(failure) => Err(failure),
            None => Ok(api.zones.clone().into_iter().collect()),
        }
    }
}

fn table(memory: &Memory) -> DirectoryTable {
    DirectoryTable::new(memory.table("directory"))
}

pub(super) struct World {
    pub(super) directory: Directory<Api>,
    memory: Memory,
    pub(super) faults: Faults,
    api: Api,
}

impl World {
    /// So many people; each tenth manages those who follow, the first manages them. And courses.
    pub(super) fn with_people(people: usize) -> Self {
        at(0);
        let (faults, api) = (Faults::default(), Api::default());
        let memory = Memory::with_faults(faults.clone());
        let mut state = ApiState::default();
        for number in 0..people {
            let mut person = Person::new(id(number));
            person.name = Some(format!("Person {number}"));
            person.email = Some(format!("person.{number}@example.com"));
            person.state = PersonState::Active;
            let manager = if number % 10 == 0 { 0 } else { number / 10 * 10 };
            person.manager_id = (number != 0).then(|| id(manager));
            state.people.insert(id(number), person);
        }
        for number in 0..20 {
            let mut object = LearningObject::new(lo(number));
            object.titles.insert("en-US".to_owned(), format!("Course {number}"));
            let instance = Instance::new(format!("course:{number}_1").parse().unwrap(), lo(number));
            state.objects.insert(lo(number), object);
            state.instances.insert(lo(number), vec![instance]);
        }
        *api.0.lock().unwrap() = state;
        let directory = Directory::new(table(&memory), api.clone(), now);
        Self { directory, memory, faults, api }
    }

    pub(super) fn another_instance(&self) -> Directory<Api> {
        Directory::new(table(&self.memory), self.api.clone(), now)
    }

    /// How often the table was read.
    pub(super) fn reads(&self) -> usize {
        self.memory.calls().iter().filter(|call| **call == "BatchGetItem").count()
    }

    pub(super) fn put(&self, items: impl IntoIterator<Item = Item>) {
        for item in items {
            self.memory.seed("directory", &item).unwrap();
        }
    }

    pub(super) fn mark_changed(&self, object: &LoId, minutes: i64, deleted: bool) {
        let (key, as_of) = (changed_key(object), time(minutes));
        self.put([Item::new(key, Content::Changed { deleted }, as_of, None, as_of)]);
    }

    pub(super) fn api(&self) -> &Api {
        &self.api
    }
}
