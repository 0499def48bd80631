//! Which certificates wait for something.

use milepost_certificate::CertificateId;
use milepost_certificate::item::expires_pk;
use milepost_store::{Page, Query, StoreError, Table};
use serde::Deserialize;

use crate::Awaited;

/// The certificates table, as far as it says who waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    table: Table,
}

#[derive(Deserialize)]
struct WaitItem {
    sk: CertificateId,
}

impl Waiting {
    /// Who waits in this table. What began to wait a moment ago is to be seen.
    pub const fn new(table: Table) -> Self {
        Self { table }
    }

    /// All certificates that wait for this, any number.
    ///
    /// # Errors
    /// If the table could not be read; then none is returned.
    pub async fn read(&self, awaited: &Awaited) -> Result<Vec<CertificateId>, StoreError> {
        self.partition(awaited.partition()).await
    }

    /// All certificates that expire on this day in UTC and of which nobody was reminded.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn expiring(&self, day: &str) -> Result<Vec<CertificateId>, StoreError> {
        self.partition(expires_pk(day)).await
    }

    async fn partition(&self, pk: String) -> Result<Vec<CertificateId>, StoreError> {
        let query = Query::partition(pk);
        let Page { entities, unreadable, .. } = self.table.query_all::<WaitItem>(query).await?;
        if unreadable > 0 {
            // Nothing else is written there, and no further try makes an id of it.
            tracing::error!(items = unreadable, "waiting.unreadable");
        }
        Ok(entities.into_iter().map(|item| item.sk).collect())
    }
}

#[cfg(test)]
mod tests;
