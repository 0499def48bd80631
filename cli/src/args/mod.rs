//! The command line.

pub(crate) mod audit;
pub(crate) mod certificate;
pub(crate) mod common;
pub(crate) mod directory;
pub(crate) mod dlq;
pub(crate) mod doctor;
pub(crate) mod notifications;
pub(crate) mod policy;
pub(crate) mod preview;
pub(crate) mod quarantine;
pub(crate) mod records;
pub(crate) mod send;

use clap::{Parser, Subcommand};

use audit::AuditArgs;
use certificate::CertificateCommand;
use directory::DirectoryCommand;
use dlq::DlqCommand;
use doctor::DoctorArgs;
use notifications::{NotificationsArgs, NotifyCommand};
use policy::PolicyCommand;
use quarantine::QuarantineCommand;
use records::{EnrollmentsArgs, LearnerArgs};
use send::SendArgs;

/// Operates Milepost: checks a stack, sends webhooks, shows the records that come of them, audits that nothing
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
    #[command(subcommand)]
    Certificate(CertificateCommand),
    Notifications(NotificationsArgs),
    #[command(subcommand)]
    Notify(NotifyCommand),
    #[command(subcommand)]
    Policy(PolicyCommand),
    #[command(subcommand)]
    Directory(DirectoryCommand),
    Doctor(DoctorArgs),
    Audit(AuditArgs),
    #[command(subcommand)]
    Dlq(DlqCommand),
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
}

#[cfg(test)]
mod tests;
