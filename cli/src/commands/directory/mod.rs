//! `milepost directory`: the names behind the ids.

mod error;
mod import;
mod importer;
mod managers;
mod memory;
mod show;
mod source;
mod summary;

pub(crate) use error::DirectoryError;

use crate::args::directory::DirectoryCommand;

pub(crate) async fn run(command: DirectoryCommand) -> Result<(), DirectoryError> {
    match command {
        DirectoryCommand::Import(args) => import::run(args).await,
        DirectoryCommand::Show(args) => show::run(args).await,
    }
}
