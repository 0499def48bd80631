//! What several commands are told.

use clap::Args;

/// What a command is told that reads and shows.
#[derive(Args, Debug)]
pub(crate) struct ReadArgs {
    /// Print the items as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

/// What is asked before something is deleted. Beside it, each command has a `--backup` of its own.
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

pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("give a whole number from 1 on".to_owned()),
        Ok(number) => Ok(number),
    }
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if f64::is_finite(number) && number > 0.0 => Ok(number),
        _ => Err("give a number above 0".to_owned()),
    }
}
