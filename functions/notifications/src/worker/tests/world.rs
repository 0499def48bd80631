//! The world in memory: tables, a topic, a rules file. Any call can fail.

use std::sync::Mutex;

use milepost_directory::{Item, Source};
use milepost_domain::RecordKey;
use milepost_domain::directory::{LearningObject, Person};
use milepost_notification::NotificationMessage;
use milepost_notification::item::NotificationItem;
use milepost_store::{Faults, Memory, Table};
use serde_json::{Value, json};

use super::super::*;

const TABLE: &str = "notifications";
const DIRECTORY: &str = "directory";

#[derive(Default)]
pub(super) struct State {
    pub(super) standing: Option<Standing>,
    pub(super) published: Vec<NotificationMessage>,
    pub(super) file: Option<String>,
    pub(super) accepted: Option<String>,
}

pub(super) struct World {
    pub(super) faults: Faults,
    memory: Memory,
    pub(super) state: Mutex<State>,
}

impl Default for World {
    fn default() -> Self {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
        Self { faults, memory, state: Mutex::default() }
    }
}

impl World {
    pub(super) fn notifications(&self) -> Notifications {
        Notifications::new(Table::memory(&self.memory, TABLE))
    }

    pub(super) fn directory(&self) -> DirectoryTable {
        DirectoryTable::new(Table::memory(&self.memory, DIRECTORY))
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
        for item in &items {
            self.memory.seed(DIRECTORY, item).unwrap();
        }
    }

    pub(super) fn stands(&self, standing: Value) {
        let standing = serde_json::from_value(standing).unwrap();
        self.state.lock().unwrap().standing = Some(standing);
    }

    pub(super) fn has_title(&self, title: &str) {
        let object = json!({"loId": "course:1", "titles": {"en-US": title}});
        let object: LearningObject = serde_json::from_value(object).unwrap();
        let item = Item::of_object(object, now(), Source::Api, now());
        self.memory.seed(DIRECTORY, &item).unwrap();
    }
}

pub(super) fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
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
