//! What the certificates table holds for whoever asks.

use milepost_certificate::item::{ISSUER, KEY, certificate_key, status_list_key};
use milepost_certificate::{Certificate, CertificateId, StatusListItem};
use milepost_credential::PublicKey;
use milepost_store::{Page, Query, StoreError, Table};
use serde::Deserialize;

/// The table, which may be a moment old.
#[derive(Clone, Debug)]
pub struct Certificates {
    table: Table,
}

#[derive(Deserialize)]
struct KeyItem {
    sk: String,
}

impl Certificates {
    /// Certificates in this table.
    pub fn new(table: Table) -> Self {
        Self { table: table.eventual() }
    }

    /// The certificate of this id, if there is one.
    ///
    /// # Errors
    /// If it cannot be known.
    pub async fn certificate(&self, id: CertificateId) -> Result<Option<Certificate>, StoreError> {
        self.table.get(&certificate_key(id)).await
    }

    /// The status list of this number, if there is one.
    ///
    /// # Errors
    /// If it cannot be known.
    pub async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, StoreError> {
        self.table.get(&status_list_key(list)).await
    }

    /// All public keys that have signed.
    ///
    /// # Errors
    /// If not all could be read: a list without one would make its credentials look forged.
    pub async fn keys(&self) -> Result<Vec<PublicKey>, StoreError> {
        let query = Query::partition(ISSUER).begins_with("sk", KEY);
        let Page { entities, unreadable, .. } = self.table.query_all::<KeyItem>(query).await?;
        let odd = || StoreError::Unreadable("a public key".to_owned());
        if unreadable > 0 {
            return Err(odd());
        }
        let key = |item: &KeyItem| PublicKey::from_multibase(item.sk.strip_prefix(KEY)?).ok();
        entities.iter().map(|item| key(item).ok_or_else(odd)).collect()
    }
}

#[cfg(test)]
mod tests;
