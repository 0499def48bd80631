//! What the table says of a certificate.

use std::fmt;

use milepost_certificate::{AuditRow, Certificate, CertificateId};
use serde::{Deserialize, Serialize};

/// A certificate and its audit trail, the oldest line first.
#[derive(Clone, PartialEq, Serialize)]
pub(crate) struct Record {
    pub(crate) certificate: Certificate,
    pub(crate) trail: Vec<AuditRow>,
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
