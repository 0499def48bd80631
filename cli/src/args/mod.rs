//! The command line.

mod audit;
mod certificate;
mod directory;
mod dlq;
mod notifications;
mod policy;
mod preview;
mod quarantine;
mod send;

pub(crate) use audit::AuditArgs;
pub(crate) use certificate::{
    CertificateArgs, CertificateCommand, CertificateRequestArgs, CertificateShowArgs,
};
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
pub(crate) use send::{CredentialArgs, LoadArgs, SendArgs};

use clap::{Args, Parser, Subcommand};

use milepost_domain::{AccountId, UserId};

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

/// Show a learner's enrollments and history
#[derive(Args, Debug)]
pub(crate) struct LearnerArgs {
    /// ALM's user id of the learner
    #[arg(value_name = "USER")]
    pub(crate) user: UserId,
    /// Only of this ALM account
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<AccountId>,
    /// Show ids instead of names and titles
    #[arg(long)]
    pub(crate) ids: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// List enrollments
#[derive(Args, Debug)]
pub(crate) struct EnrollmentsArgs {
    /// Only those in this state
    #[arg(long, value_parser = ["not_started", "enrolled", "in_progress", "stalled", "completed", "dropped"])]
    pub(crate) state: Option<String>,
    /// Show at most N
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one)]
    pub(crate) limit: usize,
    /// Show ids instead of names and titles
    #[arg(long)]
    pub(crate) ids: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

#[derive(Args, Debug)]
pub(crate) struct OutputArgs {
    /// Print the items as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is asked before something goes. Beside it, each command has a `--backup` of its own.
#[derive(Args, Debug)]
pub(crate) struct RemovalArgs {
    /// Keep no copy
    #[arg(long, group = "copy")]
    pub(crate) no_backup: bool,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct StackArgs {
    /// The CloudFormation stack, whose outputs name tables, queues and bucket
    #[arg(long, value_name = "NAME", env = "MILEPOST_STACK", default_value = "milepost")]
    pub(crate) stack: String,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("give a whole number from 1 on".to_owned()),
        Ok(number) => Ok(number),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if f64::is_finite(number) && number > 0.0 => Ok(number),
        _ => Err("give a number above 0".to_owned()),
    }
}

#[cfg(test)]
mod tests;
