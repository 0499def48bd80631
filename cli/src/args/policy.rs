//! What `milepost policy` is told.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::common::StackArgs;

/// Check and replace the policy of notifications: who is told what
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    Check(PolicyCheckArgs),
    /// Print the built-in policy, to begin one's own with
    Show,
    Put(PolicyPutArgs),
}

/// Check a policy, and show what it would send
///
/// Needs no AWS. Exit status: 1 if the policy could not be used; every problem is named.
#[derive(Args, Debug)]
pub(crate) struct PolicyCheckArgs {
    /// The policy, in TOML
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Show what this message of Milepost would send: a `CloudEvent` in a file
    #[arg(long, value_name = "FILE", conflicts_with = "sample")]
    pub(crate) event: Option<PathBuf>,
    /// Show what this would send
    #[arg(long, value_name = "WHAT")]
    pub(crate) sample: Option<Sample>,
    /// The recipient's language, such as de-DE
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
}

/// Something that rules can be for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Sample {
    Enrolled,
    #[value(name = "25")]
    Milestone25,
    #[value(name = "50")]
    Milestone50,
    #[value(name = "75")]
    Milestone75,
    #[value(name = "90")]
    Milestone90,
    Stalled,
    Completed,
    CertificateIssued,
    CertificateReissued,
    CertificateExpiring,
}

/// Check a policy and put it in force
///
/// The function `notifications` reads it within a minute. A wrong one is not put.
#[derive(Args, Debug)]
pub(crate) struct PolicyPutArgs {
    /// The policy, in TOML
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}
