//! What the command says of certificates, in words.

use milepost_certificate::{AuditAction, AuditRow, Reason};
use milepost_domain::Time;

/// A reason, as an operator would say it.
pub(super) fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::RolledBack => "rolled back in ALM",
        Reason::AlternateRevoked => "the alternate completion was revoked in ALM",
        Reason::Superseded => "another certificate is of the same completion",
        Reason::Withdrawn => "by an operator",
        Reason::Reissued => "issued again under another id",
    }
}

/// In UTC, to the second.
pub(super) fn second(time: Time) -> String {
    jiff::Timestamp::from(time).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// What was done, as the trail shows it.
pub(super) fn action(row: &AuditRow) -> String {
    match row.action {
        AuditAction::Drawn => "drawn".to_owned(),
        AuditAction::Named => "named".to_owned(),
        AuditAction::Issued => "issued".to_owned(),
        AuditAction::Revoked { reason } => format!("revoked: {}", why(reason)),
        AuditAction::Reminded => "reminded of its end".to_owned(),
        AuditAction::Renewed { by } => format!("renewed by {by}"),
    }
}
