//! The function's configuration.

use lambda_http::http::HeaderName;
use milepost_domain::AccountId;
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

use crate::auth::{Algorithm, AuthMode, Encoding, SignatureScheme};

/// What the environment variables say.
#[derive(Debug)]
pub struct Config {
    /// `EVENTS_QUEUE_URL`: the FIFO queue of events.
    pub events_queue_url: String,
    /// `QUARANTINE_BUCKET`: where what cannot be routed is kept.
    pub quarantine_bucket: String,
    /// `ALM_ACCOUNT_ID`: the one account that is served; any, if empty.
    pub account: Option<AccountId>,
    /// `AUTH_MODE`: `none`, `basic` or `signature`. There is no default: an open webhook must
    /// be chosen.
    pub auth_mode: AuthMode,
    /// `WEBHOOK_SECRET_ARN`: the secret that requests are checked against; needed unless the
    /// mode is `none`.
    pub webhook_secret_arn: Option<String>,
    /// `LOG_HASH_KEY`: the key that records are named with in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// If a variable is missing or cannot be read; the function must not start then.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let auth_mode = auth_mode(environment)?;
        let webhook_secret_arn = match auth_mode {
            AuthMode::None => None,
            _ => Some(environment.required("WEBHOOK_SECRET_ARN")?.to_owned()),
        };
        Ok(Self {
            events_queue_url: environment.required("EVENTS_QUEUE_URL")?.to_owned(),
            quarantine_bucket: environment.required("QUARANTINE_BUCKET")?.to_owned(),
            account: environment
                .optional("ALM_ACCOUNT_ID")
                .map(|_| environment.parsed("ALM_ACCOUNT_ID"))
                .transpose()?,
            auth_mode,
            webhook_secret_arn,
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}

fn auth_mode(environment: &Environment) -> Result<AuthMode, ConfigError> {
    match environment.required("AUTH_MODE")? {
        "none" => Ok(AuthMode::None),
        "basic" => Ok(AuthMode::Basic),
        "signature" => signature_scheme(environment).map(AuthMode::Signature),
        _ => Err(ConfigError::Invalid {
            name: "AUTH_MODE".to_owned(),
            expected: "mode (none, basic or signature)",
        }),
    }
}

/// Adobe publishes none of this, so all of it can be set.
fn signature_scheme(environment: &Environment) -> Result<SignatureScheme, ConfigError> {
    let header = HeaderName::from_static("x-alm-signature");
    let algorithm = environment.parsed_or("SIGNATURE_ALGORITHM", Algorithm::Sha256)?;
    let prefix =
        environment.optional("SIGNATURE_PREFIX").unwrap_or_else(|| algorithm.usual_prefix());
    Ok(SignatureScheme {
        header: environment.parsed_or("SIGNATURE_HEADER", header)?,
        algorithm,
        encoding: environment.parsed_or("SIGNATURE_ENCODING", Encoding::Hex)?,
        prefix: prefix.to_owned(),
    })
}

#[cfg(test)]
mod tests;
