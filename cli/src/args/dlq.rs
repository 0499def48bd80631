//! What `milepost dlq` is told.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::common::{ReadArgs, RemovalArgs, StackArgs, at_least_one, positive};
use crate::dead_letters::reason::Reason;

/// Look at dead letters, send them to their queue again, or delete them
///
/// A dead letter is a message that failed five times. A queue is called as in the stack's outputs:
/// `EventsDeadLetterQueueUrl` is that of `events`.
#[derive(Debug, Subcommand)]
pub(crate) enum DlqCommand {
    List(DlqListArgs),
    Show(DlqShowArgs),
    Redrive(DlqRedriveArgs),
    Purge(DlqPurgeArgs),
}

/// List the dead letters of one queue or of all, by why they are there
///
/// Nothing is removed: letters are hidden from others while they are looked at.
#[derive(Args, Debug)]
pub(crate) struct DlqListArgs {
    /// Only of this queue
    #[arg(value_name = "QUEUE")]
    pub(crate) queue: Option<String>,
    /// Look at no more than N letters of each queue
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_one)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Show a dead letter whole, with what history and the record say of it
#[derive(Args, Debug)]
pub(crate) struct DlqShowArgs {
    /// The queue
    #[arg(value_name = "QUEUE")]
    pub(crate) queue: String,
    /// The beginning of the event's key or of the message's id
    #[arg(value_name = "KEY")]
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Send dead letters to their queue again
///
/// Safe at any time, and as often as you like: an event that was processed before has its changes
/// published again and writes nothing. Stop it with ctrl-c, run it again to go on.
#[derive(Args, Debug)]
pub(crate) struct DlqRedriveArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Send at most N letters per second
    #[arg(long, value_name = "N", default_value_t = 50.0, value_parser = positive)]
    pub(crate) rate: f64,
    /// Send at most N letters
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) limit: Option<usize>,
    /// Only those whose event key or message id begins with this
    #[arg(long, value_name = "PREFIX")]
    pub(crate) key: Option<String>,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// Delete dead letters for good, after writing them to a file
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("copy").required(true))]
pub(crate) struct DlqPurgeArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Only those whose event key or message id begins with this
    #[arg(long, value_name = "PREFIX")]
    pub(crate) key: Option<String>,
    /// Only those that are there for this reason
    #[arg(long, value_name = "REASON", value_enum)]
    pub(crate) reason: Option<Reason>,
    /// First append them to this file, one JSON line each
    #[arg(long, value_name = "FILE", group = "copy")]
    pub(crate) backup: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) removal: RemovalArgs,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// Which queues: one, or all.
#[derive(Args, Debug)]
pub(crate) struct WhichArgs {
    /// The queue
    #[arg(value_name = "QUEUE", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) queue: Option<String>,
    /// All queues, one after the other
    #[arg(long)]
    pub(crate) all: bool,
}
