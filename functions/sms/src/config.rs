//! What the function must be told, read once at start.

use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The notifications table.
    pub table: String,
    /// Whether short messages are sent at all: each costs money.
    pub is_enabled: bool,
    /// What phones show as the sender, in countries that allow it.
    pub sender_id: Option<String>,
    /// Names notifications in logs.
    pub log_key: LogKey,
}

impl Config {
    /// Reads the environment variables of the template.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            table: environment.required("NOTIFICATIONS_TABLE")?.to_owned(),
            is_enabled: environment.parsed_or("SMS_ENABLED", false)?,
            sender_id: environment.optional("SMS_SENDER_ID").map(str::to_owned),
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_unless_told() {
        let given = [("NOTIFICATIONS_TABLE", "notifications"), ("LOG_HASH_KEY", "key")];
        let config = Config::read(&given.into_iter().collect()).unwrap();
        assert_eq!((config.is_enabled, config.sender_id), (false, None));
        let more = [("SMS_ENABLED", "true"), ("SMS_SENDER_ID", "MILEPOST")];
        let config = Config::read(&given.into_iter().chain(more).collect()).unwrap();
        assert_eq!((config.is_enabled, config.sender_id.as_deref()), (true, Some("MILEPOST")));
    }
}
