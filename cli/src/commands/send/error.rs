//! Why a run of sending fails.

use std::path::PathBuf;

use super::auth::HalfCredentials;
use super::deliver::Undelivered;
use super::source::SourceError;
use crate::output::OutputError;

/// Why a run of sending fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
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
    Output(#[from] OutputError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::line;

    #[test]
    fn causes_are_on_the_line_once() {
        let missing = std::io::Error::other("disk full");
        let error = SendError::Ledger { path: "l.jsonl".into(), source: missing };
        assert_eq!(line(&error), "cannot write the ledger l.jsonl: disk full");
        let error = SendError::from(Undelivered::Unauthorized);
        assert_eq!(line(&error), "the webhook endpoint refuses these credentials (status 401)");
    }
}
