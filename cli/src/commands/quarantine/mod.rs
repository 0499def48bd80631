//! `milepost quarantine`: what could not be read, and what to do with it.

mod discard;
mod error;
mod list;
mod replay;
mod report;
mod select;
mod show;
mod table;

pub(crate) use error::QuarantineError;

use crate::args::quarantine::QuarantineCommand;

pub(crate) async fn run(command: QuarantineCommand) -> Result<(), QuarantineError> {
    match command {
        QuarantineCommand::List(args) => list::run(args).await,
        QuarantineCommand::Show(args) => show::run(args).await,
        QuarantineCommand::Replay(args) => replay::run(args).await,
        QuarantineCommand::Discard(args) => discard::run(args).await,
    }
}
