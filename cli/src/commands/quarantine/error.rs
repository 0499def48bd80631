//! What can go wrong with the quarantine.

use crate::aws_error::AwsError;
use crate::confirm::Unconfirmed;
use crate::output::{BackupError, OutputError};

/// What can go wrong with the quarantine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QuarantineError {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("no specimen `{0}` in quarantine: see `milepost quarantine list`")]
    Unknown(String),
    #[error("{count} specimens begin with `{text}`: give more of the key")]
    Ambiguous { text: String, count: usize },
    #[error("{0} of the specimens could not be replayed, and stay")]
    Kept(usize),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    #[error(transparent)]
    Output(#[from] OutputError),
}
