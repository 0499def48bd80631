//! Why an audit proves nothing, or the contrary.

use std::path::PathBuf;

use crate::aws_error::AwsError;
use crate::format::counted;
use crate::output::OutputError;
use crate::store::TableError;

/// Why an audit proves nothing, or the contrary.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditError {
    #[error("cannot read the ledger {}", path.display())]
    Ledger { path: PathBuf, source: std::io::Error },
    #[error("{0} of the ledger's entries do not add up")]
    Wrong(usize),
    #[error(
        "too early to tell: {} of the ledger not found, and {} queued or dead-lettered without \
         a name; try --wait", counted(*missing, "event"), counted(*unnamed, "message")
    )]
    Undecided { missing: usize, unnamed: usize },
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Output(#[from] OutputError),
}
