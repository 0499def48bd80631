//! What can go wrong with dead letters.

use crate::aws_error::AwsError;
use crate::confirm::Unconfirmed;
use crate::dead_letters::NoQueue;
use crate::output::{BackupError, OutputError};
use crate::store::TableError;

/// What can go wrong with dead letters.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DlqError {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Queue(#[from] NoQueue),
    #[error(
        "no dead letter begins with `{key}` among the {seen} seen; about {total} are in the queue"
    )]
    NotFound { key: String, seen: usize, total: usize },
    #[error("several dead letters begin with `{key}`: {found}")]
    Ambiguous { key: String, found: String },
    #[error("{0} of the letters failed; see above")]
    Failed(usize),
    #[error("stopped; run it again to go on")]
    Stopped,
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    #[error(transparent)]
    Output(#[from] OutputError),
}
