//! The function's configuration.

use milepost_credential::Issuer;
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// Why the function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing or malformed.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The issuer's address is none that verifiers could use.
    #[error("PUBLIC_URL: {0}")]
    PublicUrl(#[from] milepost_credential::CredentialError),
}

/// What the environment variables say.
#[derive(Debug)]
pub struct Config {
    /// `CERTIFICATES_TABLE`.
    pub table: String,
    /// `DOCUMENTS_BUCKET`.
    pub bucket: String,
    /// `PUBLIC_URL` and `ISSUER_NAME`.
    pub issuer: Issuer,
    /// `LOG_HASH_KEY`: the key that certificates are named with in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// If a variable is missing or cannot be read; the function must not start then.
    pub fn read(environment: &Environment) -> Result<Self, StartError> {
        let public_url = environment.required("PUBLIC_URL")?.trim_end_matches('/');
        Ok(Self {
            table: environment.required("CERTIFICATES_TABLE")?.to_owned(),
            bucket: environment.required("DOCUMENTS_BUCKET")?.to_owned(),
            issuer: Issuer::new(public_url, environment.required("ISSUER_NAME")?)?,
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Config, StartError> {
        let environment: Environment = [
            ("CERTIFICATES_TABLE", "certificates"),
            ("DOCUMENTS_BUCKET", "documents"),
            ("PUBLIC_URL", url),
            ("ISSUER_NAME", "Example Ltd"),
            ("LOG_HASH_KEY", "secret"),
        ]
        .into_iter()
        .collect();
        Config::read(&environment)
    }

    #[test]
    fn the_issuer_is_named_after_its_address() {
        let config = read("https://learn.example.com/").unwrap();
        assert_eq!(config.issuer.id(), "did:web:learn.example.com");
        assert_eq!(config.issuer.url(), "https://learn.example.com");
    }

    #[test]
    fn without_an_address_it_does_not_start() {
        assert!(matches!(read(""), Err(StartError::Config(_))));
        assert!(matches!(read("http://learn.example.com"), Err(StartError::PublicUrl(_))));
    }
}
