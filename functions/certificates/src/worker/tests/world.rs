//! The world in memory: the table, a bucket that keeps the first, a topic. Any call can fail.

use milepost_certificate::item::{AUDIT, CertificateItem, status_list_key};
use milepost_certificate::{AuditRow, Certificate};
use milepost_directory::{Item, Source};
use milepost_domain::Time;
use milepost_domain::directory::{LearningObject, Person};
use milepost_harness::store::Memory;
use milepost_harness::{Faults, messaging};
use serde_json::Value;

use super::super::*;
use crate::error::failed;
use crate::lists::bits;
use crate::table::expiry_key;

const TABLE: &str = "certificates";
const DIRECTORY: &str = "directory";
pub(super) const OUTCOMES: &str = "outcomes";

pub(super) struct World {
    pub(super) faults: Faults,
    memory: Memory,
    pub(super) messages: messaging::Memory,
}

impl Default for World {
    fn default() -> Self {
        Self::with_faults(Faults::default())
    }
}

impl World {
    pub(super) fn with_faults(faults: Faults) -> Self {
        let memory = Memory::with_faults(faults.clone());
        let messages = messaging::Memory::with_faults(faults.clone());
        Self { faults, memory, messages }
    }
}

impl World {
    pub(super) fn table(&self) -> Certificates {
        Certificates::new(self.memory.table(TABLE))
    }

    pub(super) fn directory(&self) -> DirectoryTable {
        DirectoryTable::new(self.memory.table(DIRECTORY))
    }

    /// Keeps a certificate that expires, as its issue left it.
    pub(super) fn keep(&self, certificate: Certificate) {
        self.memory.seed(TABLE, &expiry_key(&certificate).unwrap()).unwrap();
        self.memory.seed(TABLE, &CertificateItem::new(certificate, 1)).unwrap();
    }

    /// The directory learns what is printed of a learner.
    pub(super) fn learn(&self, user: &str) {
        let now: Time = super::now().into();
        let mut person = Person::new(user.parse().unwrap());
        person.name = Some("Ana".to_owned());
        person.locale = Some("pt-BR".to_owned());
        person.time_zone = Some("America/Sao_Paulo".to_owned());
        let mut object = LearningObject::new("course:1".parse().unwrap());
        object.titles = [("pt-BR".into(), "Fire safety".into())].into();
        let object = Item::of_object(object, now, Source::Api, now);
        for item in Item::of_person(person, now, Source::Api, now).iter().chain([&object]) {
            self.memory.seed(DIRECTORY, item).unwrap();
        }
    }

    /// Whether the public list says that a certificate is revoked.
    pub(super) fn is_listed(&self, certificate: &Certificate) -> bool {
        let place = certificate.status_list;
        let lists = self.items(&status_list_key(place.list).pk, "").into_iter();
        lists
            .map(|it| bits(&serde_json::from_value(it).unwrap()).unwrap())
            .any(|list| list.is_revoked(place.index.try_into().unwrap()).unwrap())
    }

    pub(super) fn bucket(&self) -> Bucket {
        self.memory.bucket("documents")
    }

    /// The names of the files of all certificates.
    pub(super) fn files(&self) -> Vec<String> {
        let keys = self.memory.objects("documents").into_keys();
        keys.map(|key| key.rsplit('/').next().unwrap().to_owned()).collect()
    }

    pub(super) fn outcomes(&self) -> Topic {
        self.messages.topic(OUTCOMES)
    }

    /// The items whose keys are like this.
    fn items(&self, pk: &str, sk: &str) -> Vec<Value> {
        let items: Vec<Value> = self.memory.all(TABLE, pk).unwrap();
        items.into_iter().filter(|it| it["sk"].as_str().unwrap().starts_with(sk)).collect()
    }

    pub(super) fn certificates(&self) -> Vec<Certificate> {
        let items = self.items("certificate#", "certificate").into_iter();
        items.map(|it| serde_json::from_value::<CertificateItem>(it).unwrap().certificate).collect()
    }

    /// All audit trails, line by line.
    pub(super) fn audit(&self) -> Vec<AuditRow> {
        let items = self.items("certificate#", AUDIT).into_iter();
        items.map(|it| serde_json::from_value(it).unwrap()).collect()
    }

    /// For how many names and titles certificates wait.
    pub(super) fn waits(&self) -> usize {
        self.items("awaiting-", "").len()
    }

    /// The days on which certificates expire that nobody was reminded of.
    pub(super) fn expiries(&self) -> Vec<String> {
        let items = self.items("expires#", "").into_iter();
        items.map(|it| it["pk"].as_str().unwrap().replace("expires#", "")).collect()
    }

    /// How many places of status lists were drawn.
    pub(super) fn places(&self) -> u64 {
        let counters = self.items("status-lists", "");
        counters.first().map_or(0, |counter| counter["drawn"].as_u64().unwrap())
    }
}

impl SetDocuments for &World {
    async fn pdf(&self, _: &Certificate, credential: &[u8]) -> Result<Vec<u8>, DependencyError> {
        Ok([b"PDF with ".as_slice(), credential].concat())
    }

    async fn badge(&self, credential: &[u8]) -> Result<Vec<u8>, DependencyError> {
        Ok([b"PNG with ".as_slice(), credential].concat())
    }

    async fn prepare(&self) -> Result<(), DependencyError> {
        let prepared = self.faults.around("prepare", || Ok::<_, StoreError>(())).await;
        prepared.map_err(failed("the design"))
    }
}
