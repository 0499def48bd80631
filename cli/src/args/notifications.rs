//! What `milepost notifications` and `milepost notify` are told.

use clap::{Args, Subcommand};
use milepost_domain::UserId;

use super::common::{ReadArgs, StackArgs};

/// List what was told about and to people, why, and what became of it
///
/// Without --user: what waits to be sent.
#[derive(Args, Debug)]
pub(crate) struct NotificationsArgs {
    /// ALM's user id: what was told about them, and to them
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<UserId>,
    /// Only those in this state
    #[arg(long, requires = "user", value_parser = ["pending", "published", "sent", "failed"])]
    pub(crate) status: Option<String>,
    /// Show ids instead of names and titles
    #[arg(long)]
    pub(crate) ids: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Try the channels
#[derive(Debug, Subcommand)]
pub(crate) enum NotifyCommand {
    Test(NotifyTestArgs),
}

/// Send a sample to addresses and phones
///
/// It takes the way of every notification from the topic on, marked as a test, and leaves no
/// record. What became of it is in the logs of the functions `email` and `sms`.
#[derive(Args, Debug)]
pub(crate) struct NotifyTestArgs {
    /// An e-mail address, or a phone number such as +4930123456; several are possible
    #[arg(long, value_name = "ADDRESS", required = true)]
    pub(crate) to: Vec<String>,
    /// Which template of the built-in ones
    #[arg(long, value_name = "NAME", default_value = "congratulation")]
    pub(crate) template: String,
    /// In which language, such as de-DE
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}
