//! The layout of the certificates table.
//!
//! | `pk` | `sk` | holds |
//! |---|---|---|
//! | `completion#<event key>` | `ledger` | what was announced and revoked of a completion, and its certificates |
//! | `certificate#<id>` | `certificate` | a certificate |
//! | `certificate#<id>` | `audit#<time>#<cause>#<action>` | a line of its audit trail |
//! | `awaiting-person#<user id>` | `<id>` | a certificate that waits for this name |
//! | `awaiting-object#<learning object id>` | `<id>` | a certificate that waits for this title |
//! | `expires#<day>` | `<id>` | an issued certificate whose validity ends on this day (UTC), until its holder is reminded |
//! | `status-list#<number>` | `status-list` | a signed status list |
//! | `status-lists` | `next` | the next free place |
//! | `issuer` | `key#<multibase key>` | a public key that has signed |

use milepost_contracts::ItemKey;
use milepost_domain::{EventKey, LoId, UserId, escape};
use serde::{Deserialize, Serialize};

use crate::{AuditRow, Certificate, CertificateId};

/// The index that finds a learner's certificates: by `userId`, in the order of `drawnAt`. Only
/// certificates have both, and neither changes. It holds keys only.
pub const LEARNER_INDEX: &str = "learner";
/// The start of the sort keys of an audit trail.
pub const AUDIT: &str = "audit#";
/// The partition of the keys that have signed.
pub const ISSUER: &str = "issuer";
/// The start of their sort keys.
pub const KEY: &str = "key#";

/// Where the ledger of a completion lies.
pub fn ledger_key(completion: EventKey) -> ItemKey {
    key(format!("completion#{completion}"), "ledger")
}

/// Where a certificate lies.
pub fn certificate_key(id: CertificateId) -> ItemKey {
    key(certificate_pk(id), "certificate")
}

/// The partition of a certificate and its audit trail.
pub fn certificate_pk(id: CertificateId) -> String {
    format!("certificate#{id}")
}

/// Where a line of the audit trail lies. One cause does one thing once.
pub fn audit_key(id: CertificateId, row: &AuditRow) -> ItemKey {
    let action: &str = row.action.into();
    key(certificate_pk(id), format!("{AUDIT}{}#{}#{action}", row.at, row.cause))
}

/// The partition of what waits for a person's name.
pub fn awaiting_person_pk(user: &UserId) -> String {
    format!("awaiting-person#{}", escape(user.as_str()))
}

/// The partition of what waits for a learning object's title.
pub fn awaiting_object_pk(object: &LoId) -> String {
    format!("awaiting-object#{}", escape(object.as_str()))
}

/// The partition of the certificates that expire on a day in UTC, such as `2027-11-20`.
pub fn expires_pk(day: &str) -> String {
    format!("expires#{day}")
}

/// Where a status list lies.
pub fn status_list_key(list: u32) -> ItemKey {
    key(format!("status-list#{list}"), "status-list")
}

/// Where the next free place is counted.
pub fn next_place_key() -> ItemKey {
    key("status-lists".to_owned(), "next")
}

/// Where a public key lies, by its multibase form.
pub fn issuer_key(multibase: &str) -> ItemKey {
    key(ISSUER.to_owned(), format!("{KEY}{multibase}"))
}

fn key(pk: String, sk: impl Into<String>) -> ItemKey {
    ItemKey { pk, sk: sk.into() }
}

/// A certificate as it lies in the table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CertificateItem {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// Counts the writes, from 1: who writes says which one they have read.
    pub revision: u64,
    /// The certificate.
    #[serde(flatten)]
    pub certificate: Certificate,
}

impl CertificateItem {
    /// The item of a certificate.
    pub fn new(certificate: Certificate, revision: u64) -> Self {
        let ItemKey { pk, sk } = certificate_key(certificate.id);
        Self { pk, sk, revision, certificate }
    }
}
