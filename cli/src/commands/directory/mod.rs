//! `milepost directory`: the names behind the ids.

mod import;
mod importer;
mod managers;
mod memory;
mod show;
mod source;
mod summary;

use crate::args::directory::DirectoryCommand;
use crate::error::Error;

pub(crate) async fn run(command: DirectoryCommand) -> Result<(), Error> {
    match command {
        DirectoryCommand::Import(args) => import::run(args).await,
        DirectoryCommand::Show(args) => show::run(args).await,
    }
}
