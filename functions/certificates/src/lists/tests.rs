use futures::future::join_all;
use milepost_certificate::item::{ISSUER, KEY};
use milepost_credential::{DidDocument, Issuer, LocalKey, PublicKey, SignError, verify};
use milepost_harness::store::Memory;

use super::*;

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

const TABLE: &str = "certificates";

/// An empty table, and what is in it.
pub(crate) fn certificates() -> (Memory, Certificates) {
    let memory = Memory::default();
    (memory.clone(), Certificates::new(memory.table(TABLE)))
}

pub(crate) fn issuer() -> Issuer {
    Issuer::new(URL, "Example Ltd").unwrap()
}

fn lists(table: &Certificates) -> StatusLists<Key> {
    StatusLists {
        table: table.clone(),
        seal: Arc::new(Seal::new(issuer(), Key::new(), table.clone())),
        public_url: URL.to_owned(),
        clock: || "2026-11-24T08:00:00Z".parse().unwrap(),
        existing: Mutex::default(),
    }
}

async fn list(table: &Certificates) -> StatusListItem {
    table.status_list(0).await.unwrap().unwrap()
}

async fn is_revoked(table: &Certificates, index: usize) -> bool {
    bits(&list(table).await).unwrap().is_revoked(index).unwrap()
}

#[tokio::test]
async fn a_list_exists_before_a_certificate_names_it_and_is_made_once() {
    let (_, table) = certificates();
    let lists = lists(&table);
    for _ in 0..2 {
        lists.ensure(0).await.unwrap();
    }
    let item = list(&table).await;
    assert_eq!(item.revision, 1);
    let document = DidDocument::new(&issuer(), &[Key::new().0.public_key()]);
    verify(item.credential.as_bytes(), &document).unwrap();
    assert!(!is_revoked(&table, 5).await);
}

#[tokio::test]
async fn revoking_twice_writes_once() {
    let (_, table) = certificates();
    let lists = lists(&table);
    for _ in 0..2 {
        lists.revoke(0, 5).await.unwrap();
    }
    for index in 4..=6 {
        assert_eq!(is_revoked(&table, index).await, index == 5, "{index}");
    }
    assert_eq!(list(&table).await.revision, 1);
}

#[tokio::test(start_paused = true)]
async fn of_many_at_once_none_is_lost() {
    let (memory, table) = certificates();
    let functions: Vec<_> = (0..20).map(|_| lists(&table)).collect();
    let revoked = functions.iter().zip(0..).map(|(lists, index)| lists.revoke(0, index));
    for outcome in join_all(revoked).await {
        outcome.unwrap();
    }
    for index in 0..20 {
        assert!(is_revoked(&table, index).await, "{index}");
    }
    let writes = memory.calls().into_iter().filter(|call| *call == "TransactWriteItems");
    assert!(writes.count() > 2 * 20, "each publishes its key and writes once: they did not meet");
}

#[tokio::test]
async fn the_key_is_published_before_it_signs_and_once() {
    let (memory, table) = certificates();
    let lists = lists(&table);
    lists.revoke(0, 1).await.unwrap();
    lists.revoke(0, 2).await.unwrap();
    let keys: Vec<serde_json::Value> = memory.all(TABLE, ISSUER).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["sk"], format!("{KEY}{}", Key::new().0.public_key().multibase()));
    assert_eq!(memory.calls()[1], "TransactWriteItems", "before the list is written");
}

#[tokio::test]
async fn an_index_out_of_the_list_is_an_error() {
    let (_, table) = certificates();
    let error = lists(&table).revoke(0, 131_072).await.unwrap_err();
    assert_eq!(error.what, "the status list");
}
