//! The function's configuration.

use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

use crate::issuer::Issuer;

/// What the environment variables say.
#[derive(Debug)]
pub struct Config {
    /// `CERTIFICATES_TABLE`.
    pub table: String,
    /// `DOCUMENTS_BUCKET`.
    pub bucket: String,
    /// `PUBLIC_URL` (`https`, no slash at the end) and `ISSUER_NAME`.
    pub issuer: Issuer,
    /// `LOG_HASH_KEY`: the key that certificates are named with in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// If a variable is missing or cannot be read; the function must not start then.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let issuer =
            Issuer::new(environment.required("PUBLIC_URL")?, environment.required("ISSUER_NAME")?);
        Ok(Self {
            table: environment.required("CERTIFICATES_TABLE")?.to_owned(),
            bucket: environment.required("DOCUMENTS_BUCKET")?.to_owned(),
            issuer: issuer.ok_or_else(|| ConfigError::Invalid {
                name: "PUBLIC_URL".to_owned(),
                expected: "URL (https, without a slash at its end)",
            })?,
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}
