//! What `milepost quarantine` is told.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::common::{ReadArgs, RemovalArgs, StackArgs, at_least_one, positive};

/// Look at what could not be read, read it again, or remove it
#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    List(QuarantineListArgs),
    Show(QuarantineShowArgs),
    Replay(QuarantineReplayArgs),
    Discard(QuarantineDiscardArgs),
}

/// List what is in quarantine, by reason
#[derive(Args, Debug)]
pub(crate) struct QuarantineListArgs {
    /// Only those that are there for this reason
    #[arg(long, value_name = "REASON")]
    pub(crate) reason: Option<String>,
    /// Name at most N objects, the newest
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = at_least_one)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// Show one object: what is known of it, and its bytes
#[derive(Args, Debug)]
pub(crate) struct QuarantineShowArgs {
    /// Its key (`<reason>/<SHA-256>`), its hash, or the beginning of either
    #[arg(value_name = "KEY")]
    pub(crate) key: String,
    /// Write the bytes as they are to standard output, and nothing else
    #[arg(long)]
    pub(crate) raw: bool,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// Read objects again with this release, send their events, and remove them
///
/// What can still not be read stays. An interrupted run is simply run again: an event is worked
/// in once, however often it is sent. The exit status is 1 if something stays.
#[derive(Args, Debug)]
pub(crate) struct QuarantineReplayArgs {
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Send at most N events per second
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) rate: Option<f64>,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// Remove objects that nobody needs
///
/// The bucket is versioned: what is removed can be had back for 30 days.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("copy").required(true))]
pub(crate) struct QuarantineDiscardArgs {
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// First copy them into this folder, the metadata beside the bytes
    #[arg(long, value_name = "DIR", group = "copy")]
    pub(crate) backup: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) removal: RemovalArgs,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// Which objects: some of them, those of one reason, or all.
#[derive(Args, Clone, Debug, Default)]
#[group(required = true, multiple = false)]
pub(crate) struct SelectionArgs {
    /// Keys (`<reason>/<SHA-256>`), hashes, or the beginnings of either
    #[arg(value_name = "KEY")]
    pub(crate) keys: Vec<String>,
    /// All that are there for this reason
    #[arg(long, value_name = "REASON")]
    pub(crate) reason: Option<String>,
    /// All
    #[arg(long)]
    pub(crate) all: bool,
}
