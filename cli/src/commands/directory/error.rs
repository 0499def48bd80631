//! What is wrong with dealing with the directory.

use std::path::PathBuf;

use milepost_directory::report::HeaderError;
use milepost_store::StoreError;

use crate::aws_error::AwsError;
use crate::output::OutputError;

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
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Output(#[from] OutputError),
}
