//! Why and when a certificate was revoked.

use milepost_domain::{RevocationReason, Time};
use serde::{Deserialize, Serialize};

/// Why a certificate no longer stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The completion was rolled back in ALM.
    RolledBack,
    /// The alternate completion that it rested on was revoked in ALM.
    AlternateRevoked,
    /// Another certificate is of the same completion.
    Superseded,
    /// An operator revoked it.
    Withdrawn,
    /// An operator had it issued again, under another id.
    Reissued,
}

/// A revocation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Revocation {
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Time,
}

impl From<RevocationReason> for Reason {
    fn from(reason: RevocationReason) -> Self {
        match reason {
            RevocationReason::RolledBack => Self::RolledBack,
            RevocationReason::AlternateRevoked => Self::AlternateRevoked,
            RevocationReason::Superseded => Self::Superseded,
        }
    }
}
