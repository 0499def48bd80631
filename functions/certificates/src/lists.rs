//! The public status lists: which credentials are revoked.
//!
//! A list lies signed in the table, in one item with the number of its version: of two writers
//! one has to look again, so no bit is lost and no older list replaces a newer one.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use milepost_certificate::StatusListItem;
use milepost_credential::{StatusList, StatusListCredential};
use milepost_domain::Time;
use milepost_store::Tries;
use serde::Deserialize;

use crate::credentials::status_list_url;
use crate::error::{DependencyError, failed};
use crate::seal::{Seal, SigningKey};
use crate::table::{Certificates, Write};

/// What fails here.
const LIST: &str = "the status list";

/// Keeps the lists in the table.
#[derive(Debug)]
pub struct StatusLists<S> {
    /// The table.
    pub table: Certificates,
    /// Signs.
    pub seal: Arc<Seal<S>>,
    /// Where the lists are served.
    pub public_url: String,
    /// What time it is.
    pub clock: fn() -> Time,
    /// Those that are known to exist.
    pub existing: Mutex<HashSet<u32>>,
}

/// What is read of a list that was signed before.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    credential_subject: Subject,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    encoded_list: String,
}

impl<S: SigningKey> StatusLists<S> {
    /// Sees to it that the list exists.
    ///
    /// # Errors
    /// If it could not be read, signed or written.
    pub async fn ensure(&self, list: u32) -> Result<(), DependencyError> {
        // A list is never deleted: one look for each process is enough.
        if self.existing.lock().unwrap_or_else(PoisonError::into_inner).contains(&list) {
            return Ok(());
        }
        self.set(list, None).await?;
        self.existing.lock().unwrap_or_else(PoisonError::into_inner).insert(list);
        Ok(())
    }

    /// Says in the list that this certificate is revoked; harmless to repeat.
    ///
    /// # Errors
    /// If the list could not be read, signed or written.
    pub async fn revoke(&self, list: u32, index: u32) -> Result<(), DependencyError> {
        self.set(list, Some(index)).await
    }

    /// Changes a list until it says this; writes nothing if it does.
    async fn set(&self, list: u32, revoked: Option<u32>) -> Result<(), DependencyError> {
        let mut tries = Tries::default();
        loop {
            let found = self.table.status_list(list).await.map_err(failed(LIST))?;
            let mut bits = found.as_ref().map(bits).transpose()?.unwrap_or_default();
            let is_said = match revoked {
                None => true,
                Some(index) => mark(&mut bits, index)?,
            };
            if is_said && found.is_some() {
                return Ok(());
            }
            let now = (self.clock)();
            let url = status_list_url(&self.public_url, list);
            let credential = StatusListCredential::new(self.seal.issuer(), &url, &bits, now.into());
            let credential = self.seal.seal(credential, now.into()).await?;
            let revision = found.map_or(0, |found| found.revision) + 1;
            let item = StatusListItem { list, revision, credential };
            match self.table.commit(&[Write::StatusList(item)]).await {
                Ok(()) => return Ok(()),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(failed(LIST)(error)),
            }
        }
    }
}

/// Sets a bit and says whether it was set before.
fn mark(bits: &mut StatusList, index: u32) -> Result<bool, DependencyError> {
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    let was_set = bits.is_revoked(index).map_err(failed(LIST))?;
    bits.set_revoked(index, true).map_err(failed(LIST))?;
    Ok(was_set)
}

pub(crate) fn bits(item: &StatusListItem) -> Result<StatusList, DependencyError> {
    let signed: Signed = serde_json::from_str(&item.credential).map_err(failed(LIST))?;
    StatusList::decode(&signed.credential_subject.encoded_list).map_err(failed(LIST))
}

#[cfg(test)]
pub(crate) mod tests;
