//! What a batch came to, as metrics. Counted is what the table took: of a message that comes
//! again nothing is written, so nothing is counted twice.

use milepost_certificate::{AuditAction, Status};
use milepost_runtime::batch::Batch;

use crate::table::Write;

/// Those that each batch shows, even at zero.
pub(super) const ALL: [&str; 8] = [
    "CertificatesDrawn",
    "CertificatesAwaitingName",
    "CertificatesNamed",
    "CertificatesIssued",
    "CertificatesRevoked",
    "CertificatesRenewed",
    "CertificatesReminded",
    "WriteConflicts",
];

/// Counts what a transaction did that the table took.
pub(super) fn committed(batch: &Batch, writes: &[Write]) {
    writes.iter().filter_map(counted).for_each(|name| batch.count(name, 1));
}

/// Counts a transaction that is decided anew: a version conflict, or a table that was throttled.
pub(super) fn conflict(batch: &Batch) {
    batch.count("WriteConflicts", 1);
}

fn counted(write: &Write) -> Option<&'static str> {
    match write {
        Write::Audit(_, row) => Some(match row.action {
            AuditAction::Drawn => "CertificatesDrawn",
            AuditAction::Named => "CertificatesNamed",
            AuditAction::Issued => "CertificatesIssued",
            AuditAction::Revoked { .. } => "CertificatesRevoked",
            AuditAction::Reminded => "CertificatesReminded",
            AuditAction::Renewed { .. } => "CertificatesRenewed",
        }),
        Write::Certificate(it) if it.revision == 0 && it.value.status == Status::AwaitingName => {
            Some("CertificatesAwaitingName")
        }
        _ => None,
    }
}
