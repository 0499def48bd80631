//! The world in memory: tables with conditions, a topic, a rules file. Any call can fail, before
//! or after it was done.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use milepost_contracts::ItemKey;
use milepost_directory::{Item, Source};
use milepost_domain::RecordKey;
use milepost_domain::directory::{LearningObject, Person};
use milepost_notification::NotificationMessage;
use serde_json::{Value, json};

use super::super::*;

/// When a call fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// Nothing was done.
    Before(usize),
    /// It was done, but nobody hears of it.
    After(usize),
}

#[derive(Default)]
pub(super) struct State {
    pub(super) calls: Vec<&'static str>,
    pub(super) fault: Option<Fault>,
    pub(super) notifications: BTreeMap<NotificationId, Revised>,
    pub(super) directory: HashMap<ItemKey, Item>,
    pub(super) standing: Option<Standing>,
    pub(super) published: Vec<NotificationMessage>,
    pub(super) file: Option<String>,
    pub(super) accepted: Option<String>,
}

#[derive(Default)]
pub(super) struct World(pub(super) Mutex<State>);

impl World {
    async fn call<R>(&self, name: &'static str, effect: impl FnOnce(&mut State) -> R) -> Option<R> {
        // Others get their turn between any two calls.
        tokio::task::yield_now().await;
        let mut state = self.0.lock().unwrap();
        let number = state.calls.len();
        state.calls.push(name);
        match state.fault {
            Some(Fault::Before(at)) if at == number => None,
            Some(Fault::After(at)) if at == number => {
                effect(&mut state);
                None
            }
            _ => Some(effect(&mut state)),
        }
    }

    async fn outside<R>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R,
    ) -> Result<R, Outside> {
        let outcome = self.call(name, effect).await;
        outcome.ok_or_else(|| Outside { what: name, why: "down".to_owned() })
    }

    pub(super) fn knows(&self, person: Value) {
        let person: Person = serde_json::from_value(person).unwrap();
        let now = now();
        let items = Item::of_person(person, now, Source::Api, now);
        self.0.lock().unwrap().directory.extend(items.into_iter().map(|it| (it.key(), it)));
    }

    pub(super) fn stands(&self, standing: Value) {
        let standing = serde_json::from_value(standing).unwrap();
        self.0.lock().unwrap().standing = Some(standing);
    }

    pub(super) fn has_title(&self, title: &str) {
        let object = json!({"loId": "course:1", "titles": {"en-US": title}});
        let object: LearningObject = serde_json::from_value(object).unwrap();
        let item = Item::of_object(object, now(), Source::Api, now());
        self.0.lock().unwrap().directory.insert(item.key(), item);
    }
}

pub(super) fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

impl ReadNotification for &World {
    async fn read(&self, id: NotificationId) -> Result<Option<Revised>, TableError> {
        let found = self.call("read", |state| state.notifications.get(&id).cloned()).await;
        found.ok_or_else(|| TableError::Call("down".to_owned()))
    }
}

impl WriteNotification for &World {
    async fn write(&self, notification: &Revised) -> Result<u64, TableError> {
        let Revised { value, revision } = notification.clone();
        let written = self.call("write", |state| {
            let known = state.notifications.get(&value.id).map_or(0, |it| it.revision);
            if known != revision {
                return Err(TableError::Conflict);
            }
            let id = value.id;
            state.notifications.insert(id, Revised { value, revision: revision + 1 });
            Ok(revision + 1)
        });
        written.await.ok_or_else(|| TableError::Call("down".to_owned()))?
    }
}

impl ReadItems for &World {
    async fn read(
        &self,
        keys: &BTreeSet<ItemKey>,
    ) -> Result<HashMap<ItemKey, Item>, DirectoryError> {
        let found = self.call("directory", |state| {
            let known =
                |key: &ItemKey| state.directory.get(key).map(|it| (key.clone(), it.clone()));
            keys.iter().filter_map(known).collect()
        });
        found.await.ok_or_else(|| DirectoryError::Call("down".to_owned()))
    }
}

impl ReadStanding for &World {
    async fn standing(&self, _: &RecordKey) -> Result<Option<Standing>, Outside> {
        self.outside("standing", |state| state.standing).await
    }
}

impl ReadPolicyFile for &World {
    async fn read(&self) -> Result<Option<String>, Outside> {
        self.outside("file", |state| state.file.clone()).await
    }
}

impl ReadAccepted for &World {
    async fn accepted(&self) -> Result<Option<String>, Outside> {
        self.outside("accepted", |state| state.accepted.clone()).await
    }
}

impl KeepAccepted for &World {
    async fn keep(&self, text: &str) -> Result<(), Outside> {
        self.outside("keep", |state| state.accepted = Some(text.to_owned())).await
    }
}

impl PublishNotification for &World {
    async fn publish(&self, message: NotificationMessage) -> Result<(), Outside> {
        self.outside("publish", |state| state.published.push(message)).await
    }
}
