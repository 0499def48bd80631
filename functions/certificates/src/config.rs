//! What the function must be told, read once at start.

use milepost_certificate::Eligibility;
use milepost_credential::Issuer;
use milepost_domain::Zone;
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
    /// The fonts of the program cannot be read.
    #[error(transparent)]
    Fonts(#[from] milepost_typeset::TypesetError),
}

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The certificates table.
    pub table: String,
    /// The directory's table.
    pub directory: String,
    /// The bucket of documents, which also holds the company's design.
    pub bucket: String,
    /// The topic that others are told on.
    pub topic_arn: String,
    /// The key that signs credentials.
    pub key_id: String,
    /// Who issues, and where that can be verified.
    pub issuer: Issuer,
    /// Where certificates are verified, without a slash at the end.
    pub public_url: String,
    /// Which completions get a certificate.
    pub eligibility: Eligibility,
    /// The company's time zone.
    pub time_zone: Zone,
    /// How long one is valid, in days; for ever without.
    pub valid_days: Option<u32>,
    /// Names certificates in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the environment variables of the template.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, StartError> {
        let text = |name| environment.required(name).map(str::to_owned);
        let public_url = text("PUBLIC_URL")?.trim_end_matches('/').to_owned();
        let valid_days: u32 = environment.parsed_or("CERTIFICATE_VALID_DAYS", 0)?;
        Ok(Self {
            table: text("CERTIFICATES_TABLE")?,
            directory: text("DIRECTORY_TABLE")?,
            bucket: text("DOCUMENTS_BUCKET")?,
            topic_arn: text("OUTCOMES_TOPIC_ARN")?,
            key_id: text("SIGNING_KEY_ID")?,
            issuer: Issuer::new(&public_url, environment.required("ISSUER_NAME")?)?,
            public_url,
            eligibility: Eligibility::new(
                environment.parsed_or("CERTIFICATES_FOR_ALTERNATES", false)?,
                environment.optional("CERTIFICATE_LO_TYPES"),
            ),
            time_zone: environment.parsed("TIME_ZONE")?,
            valid_days: (valid_days > 0).then_some(valid_days),
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use milepost_domain::LoType;

    use super::*;

    const GIVEN: [(&str, &str); 9] = [
        ("CERTIFICATES_TABLE", "certificates"),
        ("DIRECTORY_TABLE", "directory"),
        ("DOCUMENTS_BUCKET", "documents"),
        ("OUTCOMES_TOPIC_ARN", "arn:topic"),
        ("SIGNING_KEY_ID", "key"),
        ("PUBLIC_URL", "https://learn.example.com/"),
        ("ISSUER_NAME", "Example Ltd"),
        ("TIME_ZONE", "Europe/Berlin"),
        ("LOG_HASH_KEY", "secret"),
    ];

    fn read(more: &[(&str, &str)]) -> Result<Config, StartError> {
        let environment: Environment = GIVEN.iter().chain(more).copied().collect();
        Config::read(&environment)
    }

    #[test]
    fn every_passed_completion_has_a_certificate_for_ever_unless_told() {
        let config = read(&[]).unwrap();
        assert_eq!(config.eligibility, Eligibility::default());
        assert_eq!(config.valid_days, None);
        assert_eq!(config.time_zone.to_string(), "Europe/Berlin");
        assert_eq!(config.public_url, "https://learn.example.com");
        assert_eq!(config.issuer.id(), "did:web:learn.example.com");
    }

    #[test]
    fn types_alternates_and_validity_can_be_chosen() {
        let config = read(&[
            ("CERTIFICATE_LO_TYPES", "certification, learningProgram"),
            ("CERTIFICATES_FOR_ALTERNATES", "true"),
            ("CERTIFICATE_VALID_DAYS", "730"),
        ]);
        let config = config.unwrap();
        assert_eq!(config.eligibility.lo_types, [LoType::Certification, LoType::LearningProgram]);
        assert!(config.eligibility.for_alternates);
        assert_eq!(config.valid_days, Some(730));
    }

    #[test]
    fn a_time_zone_that_nobody_knows_is_refused() {
        let error = read(&[("TIME_ZONE", "Europe/Atlantis")]).unwrap_err();
        let StartError::Config(ConfigError::Invalid { name, .. }) = error else {
            panic!("{error}")
        };
        assert_eq!(name, "TIME_ZONE");
    }

    #[test]
    fn an_address_that_no_verifier_could_use_is_refused() {
        let error = read(&[("PUBLIC_URL", "http://learn.example.com")]).unwrap_err();
        assert!(matches!(error, StartError::PublicUrl(_)), "{error}");
    }
}
