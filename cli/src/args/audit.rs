//! What `milepost audit` is told.

use std::path::PathBuf;

use clap::Args;

use super::common::ReadArgs;

/// Show where every event is, and prove it against a ledger
///
/// Exit status: 0 if everything adds up; 1 if something does not, or the audit failed; 3 if it
/// is too early to tell, since events are still queued (see --wait).
#[derive(Args, Debug)]
pub(crate) struct AuditArgs {
    /// What was sent: a ledger written by `alm-load --ledger`
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// First wait until the events queue is empty, at most this many seconds
    ///
    /// The messages of a FIFO queue cannot be listed, only counted.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u64>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
