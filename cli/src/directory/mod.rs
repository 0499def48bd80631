//! `milepost directory`: the names behind the ids.

mod import;
mod importer;
mod managers;
mod memory;
mod show;
mod source;
mod summary;

use std::path::PathBuf;

use milepost_directory::report::HeaderError;
use milepost_store::StoreError;

use crate::args::DirectoryCommand;
use crate::error::Error;

/// The stack's output that names the table.
pub(crate) const TABLE: &str = "DirectoryTable";

/// What is wrong with dealing with the directory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DirectoryError {
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    NoReport { path: PathBuf, source: HeaderError },
    #[error("the directory's table: {0}")]
    Table(#[from] StoreError),
    #[error("no row was imported")]
    NoRows,
    #[error("{0} of the rows are broken and were left out")]
    Broken(u64),
    #[error("the directory knows nothing of {0} of these")]
    Unknown(usize),
}

pub(crate) async fn run(command: DirectoryCommand) -> Result<(), Error> {
    match command {
        DirectoryCommand::Import(args) => import::run(args).await,
        DirectoryCommand::Show(args) => show::run(args).await,
    }
}
