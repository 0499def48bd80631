//! Names and titles in place of ids, as far as the directory knows them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;

use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use milepost_directory::item::{instance_key, object_key, person_key};
use milepost_directory::{Content, DirectoryTable, Item};
use milepost_domain::{LoId, LoInstanceId, Time, UserId};
use milepost_store::Table;

use crate::format::one_line;
use crate::stack::{DIRECTORY, Stack};

/// What ids are called. Without any, they are shown themselves.
#[derive(Debug, Default)]
pub(crate) struct Names {
    people: HashMap<UserId, String>,
    titles: HashMap<LoInstanceId, String>,
    due: HashMap<LoInstanceId, Time>,
}

/// The ids that are shown.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    users: HashSet<UserId>,
    instances: HashMap<LoInstanceId, Option<LoId>>,
}

impl Shown {
    pub(crate) fn of(enrollments: &[EnrollmentItem], history: &[HistoryItem]) -> Self {
        let mut shown = Self::default();
        for item in enrollments {
            shown.users.insert(item.user_id.clone());
            shown.instances.insert(item.lo_instance_id.clone(), item.lo_id.clone());
        }
        for row in history {
            shown.users.extend(row.user_id.clone());
            if let Some(instance) = &row.lo_instance_id {
                shown.instances.entry(instance.clone()).or_default();
            }
        }
        shown
    }

    pub(crate) fn add_person(&mut self, user: &UserId) {
        self.users.insert(user.clone());
    }

    pub(crate) fn add_object(&mut self, instance: &LoInstanceId, object: Option<&LoId>) {
        self.instances.insert(instance.clone(), object.cloned());
    }

    fn keys(&self) -> BTreeSet<ItemKey> {
        let objects = self.instances.values().flatten().map(object_key);
        let people = self.users.iter().map(person_key);
        people.chain(objects).chain(self.instances.keys().map(instance_key)).collect()
    }
}

impl Names {
    /// What the stack's directory knows. If it cannot be read, nothing, and standard error says so.
    pub(crate) async fn load(stack: &Stack, shown: &Shown) -> Self {
        let read = match stack.output(DIRECTORY) {
            Err(error) => Err(error.to_string()),
            Ok(table) => DirectoryTable::new(Table::dynamo(stack.dynamo.clone(), table).eventual())
                .read(&shown.keys())
                .await
                .map_err(|error| error.to_string()),
        };
        match read {
            Ok(items) => Self::of(shown, &items),
            Err(error) => {
                eprintln!("Ids instead of names: {error}");
                Self::default()
            }
        }
    }

    /// From items of the directory. What goes by one name is told apart by its id.
    pub(crate) fn of(shown: &Shown, items: &HashMap<ItemKey, Item>) -> Self {
        let content = |key: ItemKey| items.get(&key).map(|item| &item.content);
        let name = |user: &UserId| match content(person_key(user)) {
            Some(Content::Person(person)) => person.name.as_deref().map(one_line),
            _ => None,
        };
        let title = |object: &Option<LoId>| match content(object_key(object.as_ref()?)) {
            Some(Content::LearningObject(object)) => object.title(None).map(one_line),
            _ => None,
        };
        let due = |instance: &LoInstanceId| match content(instance_key(instance)) {
            Some(Content::Instance(instance)) => instance.completion_deadline,
            _ => None,
        };
        let people = shown.users.iter().filter_map(|id| Some((id.clone(), name(id)?)));
        let titles = shown.instances.iter();
        let titles = titles.filter_map(|(id, object)| Some((id.clone(), title(object)?)));
        let due = shown.instances.keys().filter_map(|id| Some((id.clone(), due(id)?)));
        Self {
            people: told_apart(people.collect()),
            titles: told_apart(titles.collect()),
            due: due.collect(),
        }
    }

    /// A learner's name, else the id.
    pub(crate) fn learner(&self, id: &UserId) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| one_line(id.as_str()))
    }

    /// The name with the id behind it.
    pub(crate) fn learner_with_id(&self, id: &UserId) -> String {
        let (name, id) = (self.learner(id), one_line(id.as_str()));
        if name.contains(&id) { name } else { format!("{name} ({id})") }
    }

    /// The title of an instance's learning object, else the instance's id.
    pub(crate) fn object(&self, id: &LoInstanceId) -> String {
        self.titles.get(id).cloned().unwrap_or_else(|| one_line(id.as_str()))
    }

    /// When an instance is to be completed.
    pub(crate) fn due(&self, id: &LoInstanceId) -> Option<Time> {
        self.due.get(id).copied()
    }
}

fn told_apart<Id: Display + Eq + Hash>(names: HashMap<Id, String>) -> HashMap<Id, String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for name in names.values() {
        *uses.entry(name.clone()).or_default() += 1;
    }
    let apart = |(id, name): (Id, String)| {
        let is_alone = uses.get(&name) == Some(&1);
        let shown = one_line(&id.to_string());
        (id, if is_alone { name } else { format!("{name} ({shown})") })
    };
    names.into_iter().map(apart).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use milepost_directory::Source;
    use milepost_domain::directory::{Instance, LearningObject, Person};

    use super::*;
    use crate::tests::samples;

    /// A directory that knows some of the samples' people and courses.
    pub(crate) fn names() -> Names {
        let now: Time = "2026-11-23T08:00:00Z".parse().unwrap();
        let people = [
            ("20411001", "Ana Souza"),
            ("20411002", "山田 太郎"),
            ("20411003", "محمد علي"),
            ("20411004", "Ana Souza"),
            ("20411005", "Łukasz\nWójcik\u{202e}"),
        ];
        let person = |(id, name): (&str, &str)| {
            let mut person = Person::new(id.parse().unwrap());
            person.name = Some(name.to_owned());
            Item::of_person(person, now, Source::Report, now)
        };
        let object = |(id, title): (&str, &str)| {
            let mut object = LearningObject::new(id.parse().unwrap());
            object.titles.insert("en-US".to_owned(), title.to_owned());
            Item::of_object(object, now, Source::Api, now)
        };
        let objects =
            [("course:7542090", "Fire safety"), ("course:7542091", "情報セキュリティ基礎講座")];
        let mut instance = Instance::new(
            "course:7542090_10423047".parse().unwrap(),
            "course:7542090".parse().unwrap(),
        );
        instance.completion_deadline = "2026-12-01T12:00:00Z".parse().ok();
        let items = people.into_iter().flat_map(person).chain(objects.map(object));
        let items = items.chain([Item::of_instance(instance, now, Source::Api, now)]);
        let items = items.map(|item| (item.key(), item)).collect();
        Names::of(&Shown::of(&samples::enrollments(), &samples::history()), &items)
    }

    #[test]
    fn who_is_not_known_keeps_the_id() {
        let names = names();
        assert_eq!(names.learner(&"20411002".parse().unwrap()), "山田 太郎");
        assert_eq!(names.learner(&"20411007".parse().unwrap()), "20411007");
        assert_eq!(names.object(&"course:1_2".parse().unwrap()), "course:1_2");
        assert_eq!(Names::default().learner_with_id(&"7".parse().unwrap()), "7");
    }

    #[test]
    fn two_with_one_name_are_told_apart() {
        let names = names();
        assert_eq!(names.learner(&"20411001".parse().unwrap()), "Ana Souza (20411001)");
        assert_eq!(names.learner_with_id(&"20411001".parse().unwrap()), "Ana Souza (20411001)");
        assert_eq!(names.learner_with_id(&"20411002".parse().unwrap()), "山田 太郎 (20411002)");
    }
}
