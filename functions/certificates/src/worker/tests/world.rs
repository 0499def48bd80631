//! The world in memory: the table, a bucket that keeps the first, a topic. Any call can fail.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use milepost_certificate::item::{AUDIT, CertificateItem};
use milepost_certificate::{AuditRow, Certificate};
use milepost_domain::{LoId, UserId};
use milepost_harness::store::Memory;
use milepost_harness::{Faults, messaging};
use serde_json::Value;

use super::super::*;
use crate::ports::Names;

const TABLE: &str = "certificates";
pub(super) const OUTCOMES: &str = "outcomes";

#[derive(Default)]
pub(super) struct State {
    pub(super) names: HashMap<String, Names>,
    pub(super) lists: BTreeMap<u32, Vec<u32>>,
}

pub(super) struct World {
    pub(super) faults: Faults,
    memory: Memory,
    pub(super) messages: messaging::Memory,
    pub(super) state: Mutex<State>,
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
        Self { faults, memory, messages, state: Mutex::default() }
    }
}

impl World {
    pub(super) fn table(&self) -> Certificates {
        Certificates::new(self.memory.table(TABLE))
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

    /// How many places of status lists were drawn.
    pub(super) fn places(&self) -> u64 {
        let counters = self.items("status-lists", "");
        counters.first().map_or(0, |counter| counter["drawn"].as_u64().unwrap())
    }

    async fn outside<R: Send>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R + Send,
    ) -> Result<R, DependencyError> {
        let call = || Ok(effect(&mut self.state.lock().unwrap()));
        let outcome: Result<R, StoreError> = self.faults.around(name, call).await;
        outcome.map_err(|error| DependencyError { what: name, why: error.to_string() })
    }
}

impl ReadNames for &World {
    async fn names(&self, user: &UserId, _object: Option<&LoId>) -> Result<Names, DependencyError> {
        self.outside("names", |state| state.names.get(user.as_str()).cloned().unwrap_or_default())
            .await
    }
}

impl MakeCredential for &World {
    async fn credential(&self, certificate: &Certificate) -> Result<Vec<u8>, DependencyError> {
        let credential = format!("credential of {}", certificate.id).into_bytes();
        self.outside("credential", |_| credential).await
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
        self.outside("prepare", |_| ()).await
    }
}

impl SetStatus for &World {
    async fn ensure(&self, list: u32) -> Result<(), DependencyError> {
        self.outside("list", |state| {
            state.lists.entry(list).or_default();
        })
        .await
    }

    async fn revoke(&self, list: u32, index: u32) -> Result<(), DependencyError> {
        self.outside("revoke", |state| {
            let list = state.lists.entry(list).or_default();
            if !list.contains(&index) {
                list.push(index);
            }
        })
        .await
    }
}
