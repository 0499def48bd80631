//! The certificates table.

use milepost_certificate::item::{
    audit_key, awaiting_object_pk, awaiting_person_pk, certificate_key, expires_pk, issuer_key,
    ledger_key, next_place_key, status_list_key,
};
use milepost_certificate::{AuditRow, Certificate, CertificateId, StatusListItem};
use milepost_contracts::ItemKey;
use milepost_domain::EventKey;
use milepost_store::{StoreError, Table};
use serde::{Deserialize, Serialize};

use crate::ledger::Ledger;

/// An item with the number of its last write, from 1; 0 if it does not exist yet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Revised<T> {
    /// What it holds.
    #[serde(flatten)]
    pub value: T,
    /// The write that it stems from.
    pub revision: u64,
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
    /// A certificate waits: for the directory, or for the reminder of its end.
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
        let found = self.table.get(&ledger_key(completion)).await?;
        Ok(found.unwrap_or_else(|| Revised { value: Ledger::new(completion), revision: 0 }))
    }

    /// A certificate, as it is now.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, StoreError> {
        self.table.get(&certificate_key(id)).await
    }

    /// A status list, as it is now.
    ///
    /// # Errors
    /// If the table could not be read.
    pub async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, StoreError> {
        self.table.get(&status_list_key(list)).await
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
            Write::Ledger(it) => {
                let next = it.next();
                self.put(ledger_key(next.value.completion), &next)?.replacing(it.revision)
            }
            Write::Certificate(it) => {
                self.put(certificate_key(it.value.id), &it.next())?.replacing(it.revision)
            }
            Write::StatusList(it) => {
                self.put(status_list_key(it.list), it)?.replacing(it.revision.saturating_sub(1))
            }
            Write::Audit(id, row) => self.put(audit_key(*id, row), row)?,
            Write::IssuerKey(key) => self.table.put(&issuer_key(key))?,
            Write::Wait(key) => self.table.put(key)?,
            Write::Wake(key) => self.table.delete(key.clone()),
        })
    }

    fn put(
        &self,
        key: ItemKey,
        entity: &impl Serialize,
    ) -> Result<milepost_store::Write, StoreError> {
        self.table.put(&Keyed { key, entity })
    }
}

impl<T: Clone> Revised<T> {
    /// As it is written.
    fn next(&self) -> Self {
        Self { value: self.value.clone(), revision: self.revision + 1 }
    }
}

/// An entity with its key.
#[derive(Serialize)]
struct Keyed<'a, T> {
    #[serde(flatten)]
    key: ItemKey,
    #[serde(flatten)]
    entity: &'a T,
}

/// Where it says that a certificate waits: for the name, and for the title.
pub fn wait_keys(certificate: &Certificate) -> Vec<ItemKey> {
    let person = awaiting_person_pk(&certificate.about.user_id);
    let object = certificate.about.lo_id.as_ref().map(awaiting_object_pk);
    let key = |pk| ItemKey { pk, sk: certificate.id.to_string() };
    std::iter::once(person).chain(object).map(key).collect()
}

/// Where it says when a certificate expires, if it does.
pub fn expiry_key(certificate: &Certificate) -> Option<ItemKey> {
    let until = certificate.snapshot.valid_until?;
    Some(ItemKey { pk: expires_pk(&until.day()), sk: certificate.id.to_string() })
}

#[cfg(test)]
mod tests;
