//! The world in memory: a table with conditions, a bucket that keeps the first, a topic. Any call
//! can fail, before or after it was done.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use milepost_certificate::document::Document;
use milepost_certificate::{AuditRow, Certificate, CertificateOutcome, StatusListItem};
use milepost_contracts::{CloudEvent, ItemKey};
use milepost_domain::{EventKey, LoId, UserId};

use super::super::*;
use crate::ledger::Ledger;
use crate::ports::Names;
use crate::table::{Revised, Write};

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
    pub(super) ledgers: HashMap<EventKey, Revised<Ledger>>,
    pub(super) certificates: BTreeMap<CertificateId, Revised<Certificate>>,
    pub(super) audit: Vec<(CertificateId, AuditRow)>,
    pub(super) waits: Vec<ItemKey>,
    pub(super) places: u64,
    pub(super) names: HashMap<String, Names>,
    pub(super) documents: BTreeMap<(CertificateId, &'static str), Vec<u8>>,
    pub(super) lists: BTreeMap<u32, Vec<u32>>,
    /// As a FIFO topic delivers: a repeat of an id is dropped.
    pub(super) published: BTreeMap<String, CloudEvent<CertificateOutcome>>,
}

#[derive(Default)]
pub(super) struct World(pub(super) Mutex<State>);

impl World {
    /// Does a call, unless it is its turn to fail.
    fn call<R>(&self, name: &'static str, effect: impl FnOnce(&mut State) -> R) -> Option<R> {
        let mut state = self.0.lock().unwrap();
        let number = state.calls.len();
        state.calls.push(name);
        let fault = state
            .fault
            .filter(|fault| matches!(fault, Fault::Before(at) | Fault::After(at) if *at == number));
        match fault {
            Some(Fault::Before(_)) => None,
            Some(Fault::After(_)) => {
                effect(&mut state);
                None
            }
            None => Some(effect(&mut state)),
        }
    }

    async fn table<R>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R,
    ) -> Result<R, TableError> {
        // Others get their turn between any two calls.
        tokio::task::yield_now().await;
        self.call(name, effect).ok_or_else(|| TableError::Call("down".to_owned()))
    }

    async fn outside<R>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R,
    ) -> Result<R, Outside> {
        tokio::task::yield_now().await;
        self.call(name, effect).ok_or_else(|| Outside { what: name, why: "down".to_owned() })
    }
}

impl Read for &World {
    async fn ledger(&self, completion: EventKey) -> Result<Revised<Ledger>, TableError> {
        let none = Revised { value: Ledger::new(completion), revision: 0 };
        self.table("ledger", |state| state.ledgers.get(&completion).cloned().unwrap_or(none)).await
    }

    async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, TableError> {
        self.table("certificate", |state| state.certificates.get(&id).cloned()).await
    }

    async fn status_list(&self, _list: u32) -> Result<Option<StatusListItem>, TableError> {
        unreachable!("the lists are a port of their own here")
    }
}

impl Commit for &World {
    async fn commit(&self, writes: &[Write]) -> Result<(), TableError> {
        self.table("commit", |state| state.commit(writes)).await?
    }
}

impl State {
    fn commit(&mut self, writes: &[Write]) -> Result<(), TableError> {
        let agrees = |write: &Write| match write {
            Write::Ledger(it) => {
                self.ledgers.get(&it.value.completion).map_or(0, |old| old.revision) == it.revision
            }
            Write::Certificate(it) => {
                self.certificates.get(&it.value.id).map_or(0, |old| old.revision) == it.revision
            }
            _ => true,
        };
        if !writes.iter().all(agrees) {
            return Err(TableError::Conflict);
        }
        for write in writes.iter().cloned() {
            match write {
                Write::Ledger(it) => {
                    let next = Revised { revision: it.revision + 1, ..it };
                    self.ledgers.insert(next.value.completion, next);
                }
                Write::Certificate(it) => {
                    let next = Revised { revision: it.revision + 1, ..*it };
                    self.certificates.insert(next.value.id, next);
                }
                Write::Audit(id, row) => self.audit.push((id, row)),
                Write::Wait(key) => self.waits.push(key),
                Write::Wake(key) => self.waits.retain(|it| *it != key),
                Write::StatusList(_) | Write::IssuerKey(_) => {
                    unreachable!("behind other ports here")
                }
            }
        }
        Ok(())
    }
}

impl DrawPlace for &World {
    async fn draw(&self) -> Result<u64, TableError> {
        self.table("place", |state| {
            state.places += 1;
            state.places - 1
        })
        .await
    }
}

impl ReadNames for &World {
    async fn names(&self, user: &UserId, _object: Option<&LoId>) -> Result<Names, Outside> {
        self.outside("names", |state| state.names.get(user.as_str()).cloned().unwrap_or_default())
            .await
    }
}

impl MakeCredential for &World {
    async fn credential(&self, certificate: &Certificate) -> Result<Vec<u8>, Outside> {
        let credential = format!("credential of {}", certificate.id).into_bytes();
        self.outside("credential", |_| credential).await
    }
}

impl SetDocuments for &World {
    async fn pdf(&self, _: &Certificate, credential: &[u8]) -> Result<Vec<u8>, Outside> {
        Ok([b"PDF with ".as_slice(), credential].concat())
    }

    async fn badge(&self, credential: &[u8]) -> Result<Vec<u8>, Outside> {
        Ok([b"PNG with ".as_slice(), credential].concat())
    }

    async fn prepare(&self) -> Result<(), Outside> {
        self.outside("prepare", |_| ()).await
    }
}

impl StoreDocument for &World {
    async fn store(
        &self,
        id: CertificateId,
        document: Document,
        content: Vec<u8>,
    ) -> Result<Vec<u8>, Outside> {
        self.outside("store", |state| {
            state.documents.entry((id, document.file_name())).or_insert(content).clone()
        })
        .await
    }
}

impl SetStatus for &World {
    async fn ensure(&self, list: u32) -> Result<(), Outside> {
        self.outside("list", |state| {
            state.lists.entry(list).or_default();
        })
        .await
    }

    async fn revoke(&self, list: u32, index: u32) -> Result<(), Outside> {
        self.outside("revoke", |state| {
            let list = state.lists.entry(list).or_default();
            if !list.contains(&index) {
                list.push(index);
            }
        })
        .await
    }
}

impl PublishOutcome for &World {
    async fn publish(
        &self,
        _group: &str,
        outcome: &CloudEvent<CertificateOutcome>,
    ) -> Result<(), Outside> {
        self.outside("publish", |state| {
            state.published.insert(outcome.id.clone(), outcome.clone());
        })
        .await
    }
}
