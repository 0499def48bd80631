//! `milepost certificate`: one certificate, what was done to it, and what to do with it.

mod caller;
mod dynamo;
#[cfg(test)]
mod fakes;
mod port;
mod preview;
mod record;
mod request;
mod show;
mod sqs;
mod wait;

pub(crate) use preview::PreviewError;
pub(crate) use show::action;

use milepost_certificate::{CertificateId, Reason};
use milepost_domain::Time;

use crate::args::CertificateCommand;
use crate::error::Error;

/// What is wrong with dealing with a certificate.
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
}

pub(crate) async fn run(command: CertificateCommand) -> Result<(), Error> {
    match command {
        CertificateCommand::Show(args) => show::run(args).await,
        CertificateCommand::Revoke(args) => request::run(args, request::Kind::Revoke).await,
        CertificateCommand::Reissue(args) => request::run(args, request::Kind::Reissue).await,
        CertificateCommand::Preview(args) => preview::run(&args),
    }
}

/// A reason, as an operator would say it.
fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::RolledBack => "rolled back in ALM",
        Reason::AlternateRevoked => "the alternate completion was revoked in ALM",
        Reason::Superseded => "another certificate is of the same completion",
        Reason::Withdrawn => "by an operator",
        Reason::Reissued => "issued again under another id",
    }
}

/// In UTC, to the second.
fn second(time: Time) -> String {
    jiff::Timestamp::from(time).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
