//! The world in memory: tables, a topic, a rules file. Any call can fail.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use milepost_contracts::{CloudEvent, ItemKey};
use milepost_directory::{Item, Source};
use milepost_domain::RecordKey;
use milepost_domain::directory::{LearningObject, Person};
use milepost_messaging::Message;
use milepost_notification::NotificationMessage;
use milepost_notification::item::NotificationItem;
use milepost_store::{Faults, Memory, Table};
use serde_json::{Value, json};

use super::super::*;

const TABLE: &str = "notifications";
const TOPIC: &str = "notifications";

#[derive(Default)]
pub(super) struct State {
    pub(super) directory: HashMap<ItemKey, Item>,
    pub(super) standing: Option<Standing>,
    pub(super) file: Option<String>,
    pub(super) accepted: Option<String>,
}

pub(super) struct World {
    pub(super) faults: Faults,
    memory: Memory,
    messages: milepost_messaging::Memory,
    pub(super) state: Mutex<State>,
}

impl Default for World {
    fn default() -> Self {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
        let messages = milepost_messaging::Memory::with_faults(faults.clone());
        Self { faults, memory, messages, state: Mutex::default() }
    }
}

impl World {
    pub(super) fn notifications(&self) -> Notifications {
        Notifications::new(Table::memory(&self.memory, TABLE))
    }

    pub(super) fn topic(&self) -> Topic {
        Topic::memory(&self.messages, TOPIC)
    }

    pub(super) fn messages(&self) -> Vec<Message> {
        self.messages.taken(TOPIC)
    }

    /// What the topic has taken.
    pub(super) fn published(&self) -> Vec<NotificationMessage> {
        let messages = self.messages().into_iter();
        let events = messages.map(|it| serde_json::from_str(&it.body).unwrap());
        events.map(|event: CloudEvent<NotificationMessage>| event.data).collect()
    }

    /// All notifications that were written down.
    pub(super) fn written(&self) -> Vec<Notification> {
        let items: Vec<NotificationItem> = self.memory.all(TABLE, "notification#").unwrap();
        items.into_iter().map(|item| item.notification).collect()
    }

    async fn call<R: Send>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R + Send,
    ) -> Result<R, StoreError> {
        self.faults.around(name, || Ok(effect(&mut self.state.lock().unwrap()))).await
    }

    async fn outside<R: Send>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R + Send,
    ) -> Result<R, Outside> {
        let outcome = self.call(name, effect).await;
        outcome.map_err(|error| Outside { what: name, why: error.to_string() })
    }

    pub(super) fn knows(&self, person: Value) {
        let person: Person = serde_json::from_value(person).unwrap();
        let now = now();
        let items = Item::of_person(person, now, Source::Api, now);
        self.state.lock().unwrap().directory.extend(items.into_iter().map(|it| (it.key(), it)));
    }

    pub(super) fn stands(&self, standing: Value) {
        let standing = serde_json::from_value(standing).unwrap();
        self.state.lock().unwrap().standing = Some(standing);
    }

    pub(super) fn has_title(&self, title: &str) {
        let object = json!({"loId": "course:1", "titles": {"en-US": title}});
        let object: LearningObject = serde_json::from_value(object).unwrap();
        let item = Item::of_object(object, now(), Source::Api, now());
        self.state.lock().unwrap().directory.insert(item.key(), item);
    }
}

pub(super) fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
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
        found.await.map_err(|error| DirectoryError::Call(error.to_string()))
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
