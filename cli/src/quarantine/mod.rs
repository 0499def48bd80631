//! `milepost quarantine`: what could not be read, and what to do with it.

mod discard;
#[cfg(test)]
mod fakes;
mod list;
mod port;
mod reading;
mod replay;
mod report;
mod s3;
mod select;
mod show;
mod specimen;

pub(crate) use list::Group;
pub(crate) use port::FetchSpecimen;
pub(crate) use reading::read_again;
pub(crate) use s3::{Bucket, time};
pub(crate) use specimen::{Listed, Metadata};

use crate::args::{QuarantineCommand, StackArgs};
use crate::error::Error;
use crate::stack::Stack;

/// Calls under way at a time.
pub(crate) const PARALLEL: usize = 16;

/// What is wrong with dealing with the quarantine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QuarantineError {
    #[error("no specimen `{0}` in quarantine: see `milepost quarantine list`")]
    Unknown(String),
    #[error("{count} specimens begin with `{text}`: give more of the key")]
    Ambiguous { text: String, count: usize },
    #[error("{0} of the specimens could not be replayed, and stay")]
    Kept(usize),
}

pub(crate) async fn run(command: QuarantineCommand) -> Result<(), Error> {
    match command {
        QuarantineCommand::List(args) => list::run(args).await,
        QuarantineCommand::Show(args) => show::run(args).await,
        QuarantineCommand::Replay(args) => replay::run(args).await,
        QuarantineCommand::Discard(args) => discard::run(args).await,
    }
}

/// The stack, and its bucket.
async fn open(args: &StackArgs) -> Result<(Stack, Bucket), Error> {
    let stack = Stack::find(args).await?;
    let bucket = Bucket::of(&stack)?;
    Ok((stack, bucket))
}
