//! The audit trail of a certificate.

use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use strum::IntoStaticStr;

use crate::{CertificateId, Reason};

/// What was done.
#[derive(Clone, Copy, Debug, Deserialize, Eq, IntoStaticStr, PartialEq, Serialize)]
#[strum(serialize_all = "snake_case")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum AuditAction {
    /// An id was drawn and what was known was fixed.
    Drawn,
    /// The directory learnt what was missing.
    Named,
    /// The documents were stored.
    Issued,
    /// It was revoked.
    Revoked {
        /// Why.
        reason: Reason,
    },
    /// Others are reminded that it is about to expire.
    Reminded,
    /// Another certificate was drawn that renews it.
    Renewed {
        /// Which.
        by: CertificateId,
    },
}

/// One line of it.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// When.
    pub at: Time,
    /// What.
    #[serde(flatten)]
    pub action: AuditAction,
    /// The id of the message that caused it.
    pub cause: String,
    /// Who asked for it, if an operator did.
    pub requested_by: Option<String>,
    /// What they gave as the reason.
    pub comment: Option<String>,
}
