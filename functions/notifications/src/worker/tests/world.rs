//! The world in memory: tables, a topic, a rules file. Any call can fail.

use milepost_contracts::CloudEvent;
use milepost_directory::{Item, Source};
use milepost_domain::directory::{LearningObject, Person};
use milepost_harness::store::Memory;
use milepost_harness::{Faults, messaging};
use milepost_messaging::Message;
use milepost_notification::NotificationMessage;
use milepost_notification::item::NotificationItem;
use milepost_store::{Bucket, Upload};

use crate::rules::POLICY_KEY;
use serde_json::{Value, json};

use super::super::*;

const TABLE: &str = "notifications";
const BUCKET: &str = "documents";
const TOPIC: &str = "notifications";
const DIRECTORY: &str = "directory";
const ENROLLMENTS: &str = "enrollments";

pub(super) struct World {
    pub(super) faults: Faults,
    memory: Memory,
    messages: messaging::Memory,
}

impl World {
    pub(super) fn with_faults(faults: Faults) -> Self {
        let memory = Memory::with_faults(faults.clone());
        let messages = messaging::Memory::with_faults(faults.clone());
        Self { faults, memory, messages }
    }
}

impl World {
    pub(super) fn notifications(&self) -> Notifications {
        Notifications::new(self.memory.table(TABLE))
    }

    pub(super) fn bucket(&self) -> Bucket {
        self.memory.bucket(BUCKET)
    }

    /// Puts this policy in force.
    pub(super) fn has_policy(&self, text: &str) {
        let bytes = text.as_bytes().to_vec();
        let upload = Upload { bytes, media_type: "application/toml", metadata: vec![] };
        self.memory.seed_object(BUCKET, POLICY_KEY, upload);
    }

    pub(super) fn topic(&self) -> Topic {
        self.messages.topic(TOPIC)
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

    pub(super) fn enrollments(&self) -> Enrollments {
        Enrollments::new(self.memory.table(ENROLLMENTS))
    }

    pub(super) fn directory(&self) -> DirectoryTable {
        DirectoryTable::new(self.memory.table(DIRECTORY))
    }

    /// All notifications that were written down.
    pub(super) fn written(&self) -> Vec<Notification> {
        let items: Vec<NotificationItem> = self.memory.all(TABLE, "notification#").unwrap();
        items.into_iter().map(|item| item.notification).collect()
    }

    pub(super) fn knows(&self, person: Value) {
        let person: Person = serde_json::from_value(person).unwrap();
        let now = now();
        let items = Item::of_person(person, now, Source::Api, now);
        for item in &items {
            self.memory.seed(DIRECTORY, item).unwrap();
        }
    }

    /// How the enrollment of a learner stands.
    pub(super) fn stands(&self, user: &str, mut standing: Value) {
        standing["pk"] = json!(format!("user#{user}"));
        standing["sk"] = json!("1#course:1_2");
        self.memory.seed(ENROLLMENTS, &standing).unwrap();
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
