//! `milepost quarantine`: what could not be read, and what to do with it.

mod discard;
mod list;
mod replay;
mod report;
mod select;
mod show;
mod table;

use crate::args::quarantine::QuarantineCommand;
use crate::error::Error;

pub(crate) async fn run(command: QuarantineCommand) -> Result<(), Error> {
    match command {
        QuarantineCommand::List(args) => list::run(args).await,
        QuarantineCommand::Show(args) => show::run(args).await,
        QuarantineCommand::Replay(args) => replay::run(args).await,
        QuarantineCommand::Discard(args) => discard::run(args).await,
    }
}
