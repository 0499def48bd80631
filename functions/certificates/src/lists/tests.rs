use futures::future::join_all;
use milepost_certificate::{Certificate, CertificateId};
use milepost_credential::{DidDocument, Issuer, LocalKey, PublicKey, SignError, verify};
use milepost_domain::EventKey;

use super::*;
use crate::ledger::Ledger;
use crate::table::Revised;

const URL: &str = "https://learn.example.com";

/// A key in memory that counts what it signs.
pub(crate) struct Key(LocalKey);

impl Key {
    pub(crate) fn new() -> Self {
        Self(LocalKey::from_seed([3; 32]))
    }
}

impl Sign for Key {
    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        self.0.sign(message).await
    }
}

impl ReadPublicKey for Key {
    async fn public_key(&self) -> Result<PublicKey, SignError> {
        Ok(self.0.public_key())
    }
}

/// A table that holds lists and keys, and lets others write between any two calls.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) list: Mutex<Option<StatusListItem>>,
    pub(crate) keys: Mutex<Vec<String>>,
    conflicts: Mutex<usize>,
}

impl Read for &Table {
    async fn ledger(&self, _: EventKey) -> Result<Revised<Ledger>, TableError> {
        unreachable!()
    }

    async fn certificate(
        &self,
        _: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, TableError> {
        unreachable!()
    }

    async fn status_list(&self, _: u32) -> Result<Option<StatusListItem>, TableError> {
        tokio::task::yield_now().await;
        Ok(self.list.lock().unwrap().clone())
    }
}

impl Commit for &Table {
    async fn commit(&self, writes: &[Write]) -> Result<(), TableError> {
        tokio::task::yield_now().await;
        match &writes[0] {
            Write::IssuerKey(key) => self.keys.lock().unwrap().push(key.clone()),
            Write::StatusList(new) => {
                let mut list = self.list.lock().unwrap();
                if list.as_ref().map_or(0, |list| list.version) + 1 != new.version {
                    *self.conflicts.lock().unwrap() += 1;
                    return Err(TableError::Conflict);
                }
                *list = Some(new.clone());
            }
            _ => unreachable!(),
        }
        Ok(())
    }
}

pub(crate) fn issuer() -> Issuer {
    Issuer::new(URL, "Example Ltd").unwrap()
}

fn lists(table: &Table) -> StatusLists<&Table, Key, &Table> {
    StatusLists {
        table,
        seal: Arc::new(Seal::new(issuer(), Key::new(), table)),
        public_url: URL.to_owned(),
        clock: || "2026-11-24T08:00:00Z".parse().unwrap(),
        existing: Mutex::default(),
    }
}

fn is_revoked(table: &Table, index: usize) -> bool {
    let item = table.list.lock().unwrap().clone().unwrap();
    bits(&item).unwrap().is_revoked(index).unwrap()
}

#[tokio::test]
async fn a_list_exists_before_a_certificate_names_it_and_is_made_once() {
    let table = Table::default();
    let lists = lists(&table);
    for _ in 0..2 {
        lists.ensure(0).await.unwrap();
    }
    let item = table.list.lock().unwrap().clone().unwrap();
    assert_eq!(item.version, 1);
    let document = DidDocument::new(&issuer(), &[Key::new().0.public_key()]);
    verify(item.credential.as_bytes(), &document).unwrap();
    assert!(!is_revoked(&table, 5));
}

#[tokio::test]
async fn revoking_twice_writes_once() {
    let table = Table::default();
    let lists = lists(&table);
    for _ in 0..2 {
        lists.revoke(0, 5).await.unwrap();
    }
    assert!(is_revoked(&table, 5) && !is_revoked(&table, 4) && !is_revoked(&table, 6));
    assert_eq!(table.list.lock().unwrap().as_ref().unwrap().version, 1);
}

#[tokio::test]
async fn of_many_at_once_none_is_lost() {
    let table = Table::default();
    let functions: Vec<_> = (0..20).map(|_| lists(&table)).collect();
    join_all(functions.iter().zip(0..).map(|(lists, index)| lists.revoke(0, index))).await;
    assert!((0..20).all(|index| is_revoked(&table, index)));
    assert!(*table.conflicts.lock().unwrap() > 0, "they did not meet");
}

#[tokio::test]
async fn the_key_is_published_before_it_signs_and_once() {
    let table = Table::default();
    let lists = lists(&table);
    lists.revoke(0, 1).await.unwrap();
    lists.revoke(0, 2).await.unwrap();
    assert_eq!(*table.keys.lock().unwrap(), [Key::new().0.public_key().multibase()]);
}

#[tokio::test]
async fn an_index_out_of_the_list_is_an_error() {
    let table = Table::default();
    let error = lists(&table).revoke(0, 131_072).await.unwrap_err();
    assert_eq!(error.what, "the status list");
}
