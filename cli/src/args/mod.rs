//! The command line.

pub(crate) mod audit;
pub(crate) mod certificate;
pub(crate) mod common;
pub(crate) mod directory;
pub(crate) mod dlq;
pub(crate) mod notifications;
pub(crate) mod policy;
pub(crate) mod preview;
pub(crate) mod quarantine;
pub(crate) mod records;
pub(crate) mod send;

use clap::{Parser, Subcommand};

use audit::AuditArgs;
use certificate::CertificateArgs;
use directory::DirectoryArgs;
use dlq::DlqArgs;
use notifications::{NotificationsArgs, NotifyArgs};
use policy::PolicyArgs;
use quarantine::QuarantineArgs;
use records::{EnrollmentsArgs, LearnerArgs};
use send::SendArgs;

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
