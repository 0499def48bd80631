//! What dealing with certificates needs of the world: one port for each operation.

use milepost_certificate::{CertificateId, Request};
use milepost_contracts::CloudEvent;
use milepost_domain::EventKey;

use super::error::CertificateError;
use super::record::{Ledger, Record};
use crate::aws_error::AwsError;
use crate::store::TableError;

/// Reads a certificate with its audit trail.
pub(crate) trait ReadRecord {
    async fn record(&self, id: CertificateId) -> Result<Option<Record>, TableError>;
}

/// Reads which certificates a completion has; none if it has no ledger.
pub(crate) trait ReadLedger {
    async fn ledger(&self, completion: EventKey) -> Result<Ledger, TableError>;
}

/// Sends a request to the function `certificates`.
pub(crate) trait SendRequest {
    async fn send(&self, request: &CloudEvent<Request>) -> Result<(), CertificateError>;
}

/// Says who runs this command, as an ARN.
pub(crate) trait IdentifyCaller {
    async fn caller(&self) -> Result<String, AwsError>;
}

/// The record that replaces a certificate, if one does.
pub(crate) async fn replacement(
    table: &(impl ReadRecord + ReadLedger),
    id: CertificateId,
    completion: EventKey,
) -> Result<Option<Record>, TableError> {
    for later in table.ledger(completion).await?.after(id) {
        let record = table.record(later).await?;
        if let Some(record) = record.filter(|it| it.certificate.replaces == Some(id)) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}
