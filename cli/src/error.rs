//! What can go wrong, printed once with its causes.

use std::error::Error as StdError;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::audit::AuditError;
use crate::aws_error::AwsError;
use crate::certificate::{CertificateError, PreviewError};
use crate::confirm::Unconfirmed;
use crate::directory::DirectoryError;
use crate::dlq::DlqError;
use crate::notify::NotifyError;
use crate::policy::WrongPolicy;
use crate::quarantine::QuarantineError;
use crate::send::{HalfCredentials, SourceError, Undelivered};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Credentials(#[from] HalfCredentials),
    #[error("cannot make an HTTP client")]
    Http(#[source] reqwest::Error),
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
    #[error("the endpoint refused {0} of the requests; ALM would not send them again")]
    Refused(usize),
    #[error("cannot write the ledger {}", path.display())]
    Ledger { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("an item of {table} cannot be read")]
    Item { table: String, source: serde_dynamo::Error },
    #[error("no enrollment and no history of learner {0}")]
    UnknownLearner(String),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Preview(#[from] PreviewError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Dlq(#[from] DlqError),
    #[error(transparent)]
    Quarantine(#[from] QuarantineError),
    #[error(transparent)]
    Policy(#[from] WrongPolicy),
    #[error(transparent)]
    Notify(#[from] NotifyError),
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    #[error("cannot write the backup {}", path.display())]
    Backup { path: PathBuf, source: std::io::Error },
    #[error("cannot write the output")]
    Output(#[source] std::io::Error),
}

impl Error {
    /// 1, but 3 for what may be in order later; 2 is clap's, for a wrong command line.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Audit(AuditError::Undecided { .. })
            | Self::Certificate(CertificateError::Late { .. }) => ExitCode::from(3),
            _ => ExitCode::FAILURE,
        }
    }
}

/// An error and what caused it, the deepest cause last.
pub(crate) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| StdError::source(*error))
}

/// The error and its causes on one line, each said once.
pub(crate) fn line(error: &Error) -> String {
    let mut parts: Vec<String> = chain(error).map(ToString::to_string).collect();
    parts.dedup();
    parts.join(": ").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_on_the_line_once() {
        let missing = std::io::Error::other("disk full");
        let error = Error::Ledger { path: "l.jsonl".into(), source: missing };
        assert_eq!(line(&error), "cannot write the ledger l.jsonl: disk full");
        let error = Error::from(Undelivered::Unauthorized);
        assert_eq!(line(&error), "the webhook endpoint refuses these credentials (status 401)");
    }
}
