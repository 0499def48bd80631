//! Authentication: of nothing (if chosen), of a user and password, or of a signature.
//!
//! It never fails open: no secret, no entry.

mod basic;
mod secret;
mod secret_cache;
mod secrets_manager;
mod signature;

use lambda_http::http::header::AUTHORIZATION;
use lambda_http::http::{HeaderMap, HeaderName};

pub use basic::BasicLogins;
pub use secret::{SecretFault, WebhookSecret};
pub use secret_cache::{FetchError, FetchSecret, SecretCache, SecretError};
pub use secrets_manager::SecretsManager;
pub use signature::{Algorithm, Encoding, SignatureKeys, SignatureScheme};

/// How requests prove that ALM sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthMode {
    /// Not at all.
    None,
    /// HTTP basic authentication.
    Basic,
    /// A keyed hash over the raw body.
    Signature(SignatureScheme),
}

impl AuthMode {
    /// The header field that credentials are in, if there are any.
    pub fn header(&self) -> Option<HeaderName> {
        match self {
            Self::None => None,
            Self::Basic => Some(AUTHORIZATION),
            Self::Signature(scheme) => Some(scheme.header.clone()),
        }
    }
}

/// Why a request is not let in. The client is told none of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The header field is not there, or is of another scheme.
    #[error("no credentials")]
    Missing,
    /// The header field cannot be decoded.
    #[error("malformed credentials")]
    Malformed,
    /// The credentials are neither the current nor the previous ones.
    #[error("wrong credentials")]
    Wrong,
}

impl AuthError {
    /// The cause in one word, for the log.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Missing => "missing_credentials",
            Self::Malformed => "malformed_credentials",
            Self::Wrong => "wrong_credentials",
        }
    }
}

/// What a request is checked against, made of the mode and the secret of the moment.
#[derive(Debug)]
pub enum Authenticator {
    /// Lets everybody in.
    Open,
    /// Knows users and passwords.
    Basic(BasicLogins),
    /// Knows keys of signatures.
    Signature(SignatureKeys),
}

impl Authenticator {
    /// The check for basic authentication.
    ///
    /// # Errors
    /// [`SecretFault`] if the secret has no user or no password.
    pub fn basic(secret: &WebhookSecret) -> Result<Self, SecretFault> {
        BasicLogins::new(secret).map(Self::Basic)
    }

    /// The check for signatures.
    ///
    /// # Errors
    /// [`SecretFault`] if the secret has no key for them.
    pub fn signature(
        scheme: &SignatureScheme,
        secret: &WebhookSecret,
    ) -> Result<Self, SecretFault> {
        SignatureKeys::new(scheme, secret).map(Self::Signature)
    }

    pub(crate) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), AuthError> {
        match self {
            Self::Open => Ok(()),
            Self::Basic(logins) => logins.check(headers),
            Self::Signature(keys) => keys.check(headers, body),
        }
    }
}
