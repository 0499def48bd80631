//! What can go wrong with a certificate.

use milepost_certificate::{CertificateId, Reason};

use super::preview::PreviewError;
use super::words::why;
use crate::aws_error::AwsError;
use crate::confirm::Unconfirmed;
use crate::output::OutputError;
use crate::store::TableError;

/// What can go wrong with a certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error("no certificate {0}")]
    Unknown(CertificateId),
    #[error("certificate {id} was issued again already{}", by.map(|it| format!(", as {it}")).unwrap_or_default())]
    Replaced { id: CertificateId, by: Option<CertificateId> },
    #[error("the completion of certificate {id} does not stand any more: {}", why(*reason))]
    NotStanding { id: CertificateId, reason: Reason },
    #[error(
        "request {request} is sent, but after {seconds} s {seen}: look again with \
         `milepost certificate show {id}`, and for dead letters with `milepost dlq list`"
    )]
    Late { id: CertificateId, request: String, seconds: u64, seen: String },
    #[error(transparent)]
    Preview(#[from] PreviewError),
    #[error("a request cannot be written")]
    Request(#[source] serde_json::Error),
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    #[error(transparent)]
    Output(#[from] OutputError),
}
