//! Ports to the certificates table, one operation each.

mod dynamo;

use milepost_certificate::item::{
    CertificateItem, awaiting_object_pk, awaiting_person_pk, ledger_key, status_list_key,
};
use milepost_certificate::{AuditRow, Certificate, CertificateId, StatusListItem};
use milepost_contracts::ItemKey;
use milepost_domain::EventKey;
use serde::{Deserialize, Serialize};

use crate::ledger::Ledger;

pub use dynamo::{DynamoCommit, DynamoPlaces, DynamoRead};

/// Why the table could not be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TableError {
    /// Somebody else wrote it meanwhile: read again, decide again.
    #[error("another writer was faster")]
    Conflict,
    /// The call failed; it may have been done all the same.
    #[error("the certificates table: {0}")]
    Call(String),
    /// An item that this release cannot read or write.
    #[error("an item of the certificates table: {0}")]
    Item(String),
}

/// An item with the number of its last write, from 1; 0 if it does not exist yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Revised<T> {
    /// What it holds.
    pub value: T,
    /// The write that it stems from.
    pub revision: u64,
}

/// A ledger as it lies in the table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LedgerItem {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// Counts the writes, from 1.
    pub revision: u64,
    /// The ledger.
    #[serde(flatten)]
    pub ledger: Ledger,
}

/// Port: reads one item, as it is now.
pub trait Read {
    /// The ledger of a completion; an empty one if there is none.
    fn ledger(
        &self,
        completion: EventKey,
    ) -> impl Future<Output = Result<Revised<Ledger>, TableError>> + Send;

    /// A certificate.
    fn certificate(
        &self,
        id: CertificateId,
    ) -> impl Future<Output = Result<Option<Revised<Certificate>>, TableError>> + Send;

    /// A status list.
    fn status_list(
        &self,
        list: u32,
    ) -> impl Future<Output = Result<Option<StatusListItem>, TableError>> + Send;
}

/// One write of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// A ledger, in the place of the revision that it names.
    Ledger(Revised<Ledger>),
    /// A certificate, in the place of the revision that it names.
    Certificate(Box<Revised<Certificate>>),
    /// A line of a certificate's audit trail.
    Audit(CertificateId, AuditRow),
    /// A status list, in the place of the version before its own.
    StatusList(StatusListItem),
    /// A public key, in multibase: it will have signed, and has to be published for ever.
    IssuerKey(String),
    /// A certificate waits for the directory.
    Wait(ItemKey),
    /// It no longer does.
    Wake(ItemKey),
}

/// Port: writes a transaction.
pub trait Commit {
    /// Writes all of it, or nothing.
    ///
    /// # Errors
    /// [`TableError::Conflict`] if one of the items is no longer of the revision that was read.
    fn commit(&self, writes: &[Write]) -> impl Future<Output = Result<(), TableError>> + Send;
}

/// Port: counts the places of status lists.
pub trait DrawPlace {
    /// The next one, from 0. None is given twice; some may be given for nothing.
    fn draw(&self) -> impl Future<Output = Result<u64, TableError>> + Send;
}

impl LedgerItem {
    fn next(ledger: &Revised<Ledger>) -> Self {
        let ItemKey { pk, sk } = ledger_key(ledger.value.completion);
        Self { pk, sk, revision: ledger.revision + 1, ledger: ledger.value.clone() }
    }
}

/// A status list with its key.
#[derive(Deserialize, Serialize)]
struct ListItem {
    pk: String,
    sk: String,
    #[serde(flatten)]
    list: StatusListItem,
}

impl ListItem {
    fn of(list: &StatusListItem) -> Self {
        let ItemKey { pk, sk } = status_list_key(list.list);
        Self { pk, sk, list: list.clone() }
    }
}

fn next_certificate(certificate: &Revised<Certificate>) -> CertificateItem {
    CertificateItem::new(certificate.value.clone(), certificate.revision + 1)
}

/// The whole table: for the function that owns it.
#[derive(Clone, Debug)]
pub struct DynamoTable {
    read: DynamoRead,
    commit: DynamoCommit,
    places: DynamoPlaces,
}

impl DynamoTable {
    /// Reads and writes this table.
    pub fn new(client: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        let table = table.into();
        Self {
            read: DynamoRead::new(client.clone(), table.clone()),
            commit: DynamoCommit::new(client.clone(), table.clone()),
            places: DynamoPlaces::new(client, table),
        }
    }
}

impl Read for DynamoTable {
    async fn ledger(&self, completion: EventKey) -> Result<Revised<Ledger>, TableError> {
        self.read.ledger(completion).await
    }

    async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, TableError> {
        self.read.certificate(id).await
    }

    async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, TableError> {
        self.read.status_list(list).await
    }
}

impl Commit for DynamoTable {
    async fn commit(&self, writes: &[Write]) -> Result<(), TableError> {
        self.commit.commit(writes).await
    }
}

impl DrawPlace for DynamoTable {
    async fn draw(&self) -> Result<u64, TableError> {
        self.places.draw().await
    }
}

/// Where it says that a certificate waits: for the name, and for the title.
pub fn wait_keys(certificate: &Certificate) -> Vec<ItemKey> {
    let person = awaiting_person_pk(&certificate.user_id);
    let object = certificate.lo_id.as_ref().map(awaiting_object_pk);
    let key = |pk| ItemKey { pk, sk: certificate.id.to_string() };
    std::iter::once(person).chain(object).map(key).collect()
}
#[cfg(test)]
mod tests;
