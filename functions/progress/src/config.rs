//! What the function must be told, read once at start.

use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// The names of the two tables.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Enrollments.
    pub enrollments: String,
    /// History.
    pub history: String,
}

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The tables.
    pub tables: Tables,
    /// The topic that changes go to.
    pub topic_arn: String,
    /// How long a history row is kept, in days.
    pub retention_days: u32,
    /// Names records in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the environment variables of the template.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            tables: Tables {
                enrollments: environment.required("ENROLLMENTS_TABLE")?.to_owned(),
                history: environment.required("HISTORY_TABLE")?.to_owned(),
            },
            topic_arn: environment.required("TRANSITIONS_TOPIC_ARN")?.to_owned(),
            retention_days: environment.parsed("HISTORY_RETENTION_DAYS")?,
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}
