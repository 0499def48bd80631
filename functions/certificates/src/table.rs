//! The certificates table.

use milepost_certificate::item::{
    CertificateItem, audit_key, awaiting_object_pk, awaiting_person_pk, certificate_key,
    issuer_key, ledger_key, next_place_key, status_list_key,
};
use milepost_certificate::{AuditRow, Certificate, CertificateId, StatusListItem};
use milepost_contracts::ItemKey;
use milepost_domain::EventKey;
use milepost_store::{StoreError, Table};
use serde::{Deserialize, Serialize};

use crate::ledger::Ledger;

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

/// One write of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// A ledger, in the place of the revision that it names.
    Ledger(Revised<Ledger>),
    /// A certificate, in the place of the revision that it names.
    Certificate(Box<Revised<Certificate>>),
    /// A line of a certificate's audit trail.
    Audit(CertificateId, AuditRow),
    /// A status list, in the place of the revision before its own.
    StatusList(StatusListItem),
    /// A public key, in multibase: it will have signed, and has to be published for ever.
    IssuerKey(String),
    /// A certificate waits for the directory.
    Wait(ItemKey),
    /// It no longer does.
    Wake(ItemKey),
}

/// The table.
#[derive(Clone, Debug)]
pub struct Certificates {
    table: Table,
}

impl Certificates {
    /// Certificates in this table.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// The ledger of a completion, as it is now; an empty one if there is none.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn ledger(&self, completion: EventKey) -> Result<Revised<Ledger>, StoreError> {
        let item: Option<LedgerItem> = self.table.get(&ledger_key(completion)).await?;
        Ok(match item {
            Some(item) => Revised { value: item.ledger, revision: item.revision },
            None => Revised { value: Ledger::new(completion), revision: 0 },
        })
    }

    /// A certificate, as it is now.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, StoreError> {
        let item: Option<CertificateItem> = self.table.get(&certificate_key(id)).await?;
        Ok(item.map(|item| Revised { value: item.certificate, revision: item.revision }))
    }

    /// A status list, as it is now.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, StoreError> {
        let item: Option<ListItem> = self.table.get(&status_list_key(list)).await?;
        Ok(item.map(|item| item.list))
    }

    /// Carries out all of these writes, or none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if one of the items is no longer of the revision that was read.
    pub async fn commit(&self, writes: &[Write]) -> Result<(), StoreError> {
        let writes = writes.iter().map(|write| self.write(write)).collect::<Result<_, _>>()?;
        self.table.transact(writes).await
    }

    /// The next place of status lists, from 0. None is given twice; some may be given for nothing.
    ///
    /// # Errors
    /// If the table could not be written.
    pub async fn draw(&self) -> Result<u64, StoreError> {
        Ok(self.table.count(&next_place_key(), "drawn").await?.saturating_sub(1))
    }

    fn write(&self, write: &Write) -> Result<milepost_store::Write, StoreError> {
        Ok(match write {
            Write::Ledger(it) => self.table.put(&LedgerItem::next(it))?.replacing(it.revision),
            Write::Certificate(it) => self.table.put(&next_certificate(it))?.replacing(it.revision),
            Write::StatusList(it) => {
                self.table.put(&ListItem::of(it))?.replacing(it.revision.saturating_sub(1))
            }
            Write::Audit(id, row) => self.table.put(&AuditItem::of(*id, row))?,
            Write::IssuerKey(key) => self.table.put(&Bare::from(issuer_key(key)))?,
            Write::Wait(key) => self.table.put(&Bare::from(key.clone()))?,
            Write::Wake(key) => self.table.delete(key.clone()),
        })
    }
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

/// A line of the audit trail with its key.
#[derive(Serialize)]
struct AuditItem<'a> {
    pk: String,
    sk: String,
    #[serde(flatten)]
    row: &'a AuditRow,
}

impl<'a> AuditItem<'a> {
    fn of(id: CertificateId, row: &'a AuditRow) -> Self {
        let ItemKey { pk, sk } = audit_key(id, row);
        Self { pk, sk, row }
    }
}

/// An item that says all by its key.
#[derive(Serialize)]
struct Bare {
    pk: String,
    sk: String,
}

impl From<ItemKey> for Bare {
    fn from(ItemKey { pk, sk }: ItemKey) -> Self {
        Self { pk, sk }
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
