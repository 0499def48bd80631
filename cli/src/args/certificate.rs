//! What `milepost certificate` is told.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use milepost_certificate::CertificateId;

use super::common::{ReadArgs, StackArgs};
use super::preview::CertificatePreviewArgs;

/// Longest comment, in characters: it stands in the audit trail for ever.
const MAX_COMMENT: usize = 1_000;

/// Show and list certificates, revoke them, issue them again, renew them, or try out a design
#[derive(Debug, Subcommand)]
pub(crate) enum CertificateCommand {
    Show(CertificateShowArgs),
    List(CertificateListArgs),
    /// Revoke a certificate: it can still be looked at, but no longer verified
    ///
    /// This cannot be undone; the learner may get another by `reissue`. Exit status: 0 if it is
    /// revoked, 3 if that was asked for, but not yet seen.
    Revoke(CertificateRequestArgs),
    /// Issue a certificate again, under another id, with the name and title known now
    ///
    /// The old one is revoked. Exit status: 0 if the new one is there, 3 if it was asked for, but
    /// not yet seen.
    Reissue(CertificateRequestArgs),
    /// Renew a certificate: issue another for a later completion that ALM does not know
    ///
    /// The old one stays valid until its own end. What ALM knows renews it by itself. Exit status:
    /// 0 if the new one is there, 3 if it was asked for, but not yet seen.
    Renew(CertificateRenewArgs),
    Preview(Box<CertificatePreviewArgs>),
}

/// Show a certificate: where it stands, what is printed on it, and what was done to it
#[derive(Args, Debug)]
pub(crate) struct CertificateShowArgs {
    /// The certificate's id, as in its address
    #[arg(value_name = "ID")]
    pub(crate) id: CertificateId,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// List the certificates of a learner, the oldest first
#[derive(Args, Debug)]
pub(crate) struct CertificateListArgs {
    /// The learner: ALM's user id, or an e-mail address that the directory knows
    #[arg(long, value_name = "USER")]
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

#[derive(Args, Debug)]
pub(crate) struct CertificateRequestArgs {
    /// The certificate's id, as in its address
    #[arg(value_name = "ID")]
    pub(crate) id: CertificateId,
    /// Why; it goes into the audit trail, beside who asked
    #[arg(long, value_name = "TEXT", value_parser = comment)]
    pub(crate) comment: String,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

#[derive(Args, Debug)]
pub(crate) struct CertificateRenewArgs {
    /// The certificate's id, as in its address
    #[arg(value_name = "ID")]
    pub(crate) id: CertificateId,
    /// The day of the new completion, as 2026-11-24
    #[arg(long, value_name = "DATE")]
    pub(crate) completed_on: Date,
    /// Why; it goes into the audit trail, beside who asked
    #[arg(long, value_name = "TEXT", value_parser = comment)]
    pub(crate) reason: String,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

fn comment(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        1..=MAX_COMMENT => Ok(text.to_owned()),
        _ => Err(format!("give a reason of 1 to {MAX_COMMENT} characters")),
    }
}
