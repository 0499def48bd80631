//! What the table says of a certificate.

use std::fmt;

use milepost_certificate::item::{AUDIT, certificate_key, certificate_pk, ledger_key};
use milepost_certificate::{AuditAction, AuditRow, Certificate, CertificateId};
use milepost_domain::EventKey;
use milepost_store::{Query, Table};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store;

/// A certificate and its audit trail, the oldest line first.
#[derive(Clone, PartialEq, Serialize)]
pub(crate) struct Record {
    pub(crate) certificate: Certificate,
    pub(crate) trail: Vec<AuditRow>,
}

impl Record {
    /// The certificate that renews it for this request.
    pub(super) fn renewed_for(&self, request: &str) -> Option<CertificateId> {
        self.trail.iter().find_map(|row| match row.action {
            AuditAction::Renewed { by } if row.cause == request => Some(by),
            _ => None,
        })
    }
}

/// Comments may name people.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({})", self.certificate.id)
    }
}

/// The ledger of a completion, as far as it matters here: its certificates, the oldest first.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub(crate) struct Ledger {
    #[serde(default)]
    pub(crate) certificates: Vec<Entry>,
}

/// A certificate of the completion.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    pub(crate) id: CertificateId,
    /// Whether an operator had it issued again.
    #[serde(default)]
    pub(crate) is_replaced: bool,
}

impl Ledger {
    /// Whether this certificate was issued again.
    pub(crate) fn has_replaced(&self, id: CertificateId) -> bool {
        self.certificates.iter().any(|entry| entry.id == id && entry.is_replaced)
    }

    /// The certificates that were drawn after this one, one of which may stand in its place.
    pub(crate) fn after(&self, id: CertificateId) -> impl Iterator<Item = CertificateId> {
        let later = self.certificates.iter().skip_while(move |entry| entry.id != id).skip(1);
        later.map(|entry| entry.id)
    }
}

/// A certificate with its audit trail.
pub(super) async fn record(table: &Table, id: CertificateId) -> Result<Option<Record>, Error> {
    let Some(certificate) = store::one(table, &certificate_key(id)).await? else { return Ok(None) };
    let trail = Query::partition(certificate_pk(id)).begins_with("sk", AUDIT);
    Ok(Some(Record { certificate, trail: store::all(table, trail).await? }))
}

/// Which certificates a completion has; none if it has no ledger.
pub(super) async fn ledger(table: &Table, completion: EventKey) -> Result<Ledger, Error> {
    Ok(store::one(table, &ledger_key(completion)).await?.unwrap_or_default())
}

/// The record that replaces a certificate, if one does.
pub(super) async fn replacement(
    table: &Table,
    id: CertificateId,
    completion: EventKey,
) -> Result<Option<Record>, Error> {
    for later in ledger(table, completion).await?.after(id) {
        let record = record(table, later).await?;
        if let Some(record) = record.filter(|it| it.certificate.replaces == Some(id)) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
