//! What `milepost learner` and `milepost enrollments` are told.

use clap::Args;
use milepost_domain::{AccountId, UserId};

use super::common::{ReadArgs, at_least_one};

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
    pub(crate) read: ReadArgs,
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
    pub(crate) read: ReadArgs,
}
