//! What the function must be told, read once at start.

use milepost_certificate::Eligibility;
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The notifications table.
    pub table: String,
    /// The enrollments table.
    pub enrollments: String,
    /// The directory's table.
    pub directory: String,
    /// The bucket of documents, which also holds the company's rules file.
    pub bucket: String,
    /// The topic that channels listen to.
    pub topic_arn: String,
    /// What the company calls itself.
    pub company: String,
    /// Which completions get a certificate.
    pub certificates: Eligibility,
    /// Names notifications in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the environment variables of the template.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let text = |name| environment.required(name).map(str::to_owned);
        Ok(Self {
            table: text("NOTIFICATIONS_TABLE")?,
            enrollments: text("ENROLLMENTS_TABLE")?,
            directory: text("DIRECTORY_TABLE")?,
            bucket: text("DOCUMENTS_BUCKET")?,
            topic_arn: text("NOTIFICATIONS_TOPIC_ARN")?,
            company: text("ISSUER_NAME")?,
            certificates: Eligibility::new(
                environment.parsed_or("CERTIFICATES_FOR_ALTERNATES", false)?,
                environment.optional("CERTIFICATE_LO_TYPES"),
            ),
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}
