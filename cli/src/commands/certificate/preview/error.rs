//! Why there is no preview.

use std::path::PathBuf;

use milepost_credential::CredentialError;
use milepost_typeset::TypesetError;

use crate::output::OutputError;

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PreviewError {
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    // Not as its source: it tells its own causes.
    #[error("the design cannot be used: {0}")]
    Design(TypesetError),
    #[error("the design cannot be used: badge.png")]
    Badge(#[source] CredentialError),
    #[error("the certificate would be valid until after the year 9999")]
    Date(#[source] jiff::Error),
    #[error("cannot write {}", path.display())]
    Unwritten { path: PathBuf, source: std::io::Error },
    #[error("the PDF is written, but not its picture: cannot run pdftoppm (of poppler-utils)")]
    NoPdftoppm(#[source] std::io::Error),
    #[error("the PDF is written, but not its picture: pdftoppm has failed: {0}")]
    NoPicture(String),
    #[error(transparent)]
    Output(#[from] OutputError),
}
