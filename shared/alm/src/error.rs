//! What can go wrong between us and ALM.

use jiff::SignedDuration;

use crate::budget::BudgetError;
use crate::credentials::StoreError;

/// Why ALM's answer is not there. Says nothing of its content: names and addresses are in it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AlmError {
    /// The operator has entered no credentials.
    #[error("there are no credentials for ALM's API")]
    NoCredentials,
    /// They cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// ALM no longer takes the refresh token: somebody must grant one anew.
    #[error("ALM refuses the refresh token (status {status}): enter a new one")]
    RefreshTokenRefused {
        /// The status of ALM's answer.
        status: u16,
    },
    /// ALM does not take a token that it has just given, or not for this.
    #[error(
        "ALM refuses access (status {status}): does the application have the scope admin:read?"
    )]
    AccessRefused {
        /// The status of ALM's answer.
        status: u16,
    },
    /// No request is left.
    #[error(transparent)]
    Budget(#[from] BudgetError),
    /// ALM asks for a pause.
    #[error("ALM asks to wait {} s (status 429)", retry_after.as_secs_f64())]
    Throttled {
        /// For how long.
        retry_after: SignedDuration,
    },
    /// ALM is in trouble.
    #[error("ALM fails (status {status})")]
    Server {
        /// The status of ALM's answer.
        status: u16,
    },
    /// ALM understands the request in another way, or not at all.
    #[error("ALM refuses the request (status {status})")]
    Refused {
        /// The status of ALM's answer.
        status: u16,
    },
    /// No answer within the time limit.
    #[error("ALM does not answer in time")]
    TimedOut,
    /// No connection, or one that broke.
    #[error("ALM cannot be reached")]
    Unreachable,
    /// The answer is not what the reference says.
    #[error("ALM's answer cannot be read: {0}")]
    Malformed(&'static str),
    /// The answer is larger than any that we expect.
    #[error("ALM's answer has more than {max} bytes")]
    TooLarge {
        /// The largest that is read.
        max: u64,
    },
    /// There is no HTTP client, since the system has no root certificates.
    #[error("there is no HTTP client: are the system's root certificates there?")]
    NoHttpClient,
    /// A next page on a host that is none of ALM's.
    #[error("ALM names the host {host}, which is not asked")]
    HostNotAllowed {
        /// The host.
        host: String,
    },
}
