//! The command line.

mod audit;
mod certificate;
mod common;
mod directory;
mod dlq;
mod notifications;
mod policy;
mod preview;
mod quarantine;
mod records;
mod send;

pub(crate) use audit::AuditArgs;
pub(crate) use certificate::{
    CertificateArgs, CertificateCommand, CertificateRequestArgs, CertificateShowArgs,
};
pub(crate) use common::{RemovalArgs, StackArgs};
pub(crate) use directory::{
    DirectoryArgs, DirectoryCommand, DirectoryImportArgs, DirectoryShowArgs,
};
pub(crate) use dlq::{DlqArgs, DlqCommand, DlqListArgs, DlqPurgeArgs, DlqRedriveArgs, DlqShowArgs};
pub(crate) use notifications::{NotificationsArgs, NotifyArgs, NotifyCommand, NotifyTestArgs};
pub(crate) use policy::{PolicyArgs, PolicyCheckArgs, PolicyCommand, PolicyPutArgs, Sample};
pub(crate) use preview::{CertificatePreviewArgs, DesignArgs};
pub(crate) use quarantine::{
    QuarantineArgs, QuarantineCommand, QuarantineDiscardArgs, QuarantineListArgs,
    QuarantineReplayArgs, QuarantineShowArgs, SelectionArgs,
};
pub(crate) use records::{EnrollmentsArgs, LearnerArgs};
pub(crate) use send::SendArgs;

use clap::{Parser, Subcommand};

/// Operates Milepost: sends webhooks, shows the records that come of them, audits that nothing
/// was lost, shows and revokes certificates, shows who was told what, fills the directory of
/// names, and deals with dead letters and quarantine.
///
/// `make up` writes everything this command needs to `.local/env`; source it first.
#[derive(Debug, Parser)]
#[command(name = "milepost", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Send(Box<SendArgs>),
    Learner(LearnerArgs),
    Enrollments(EnrollmentsArgs),
    Certificate(CertificateArgs),
    Notifications(NotificationsArgs),
    Notify(NotifyArgs),
    Policy(PolicyArgs),
    Directory(DirectoryArgs),
    Audit(AuditArgs),
    Dlq(DlqArgs),
    Quarantine(QuarantineArgs),
}

#[cfg(test)]
mod tests;
