//! Why no notifications are shown.

use crate::aws_error::AwsError;
use crate::output::OutputError;
use crate::store::TableError;

/// Why no notifications are shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotificationsError {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Output(#[from] OutputError),
}
