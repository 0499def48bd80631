//! The record of a certificate: what is printed, where it stands, and the layout of its table.
//!
//! The function `certificates` is the only writer; the verification page and the command read.
#![warn(missing_docs)]

mod audit;
pub mod document;
mod eligibility;
mod id;
pub mod item;
mod outcome;
mod record;
mod request;
mod revocation;
mod snapshot;
mod status_list;

pub use audit::{AuditAction, AuditRow};
pub use eligibility::Eligibility;
pub use id::{CertificateId, NotAnId};
pub use outcome::{
    CERTIFICATE_EXPIRING, CERTIFICATE_ISSUED, CERTIFICATE_REVOKED, CertificateOutcome,
};
pub use record::{Certificate, Status, StatusListEntry};
pub use request::{
    CERTIFICATE_REISSUE_REQUESTED, CERTIFICATE_REMINDER_DUE, CERTIFICATE_RENEWAL_REQUESTED,
    CERTIFICATE_RESUMED, CERTIFICATE_REVOCATION_REQUESTED, Request,
};
pub use revocation::{Reason, Revocation};
pub use snapshot::Snapshot;
pub use status_list::StatusListItem;
