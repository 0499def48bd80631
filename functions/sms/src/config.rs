//! What the function must be told.

use milepost_runtime::log_key::LogKey;
use serde::Deserialize;

/// The function's environment variables, as in the template.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Config {
    /// The notifications table.
    pub notifications_table: String,
    /// Whether short messages are sent at all: each costs money.
    #[serde(default)]
    pub sms_enabled: bool,
    /// What phones show as the sender, in countries that allow it.
    pub sms_sender_id: Option<String>,
    /// Names notifications in logs.
    pub log_hash_key: LogKey,
}

#[cfg(test)]
mod tests {
    use milepost_runtime::config::Environment;

    use super::*;

    #[test]
    fn nothing_is_sent_unless_told() {
        let given = [("NOTIFICATIONS_TABLE", "notifications"), ("LOG_HASH_KEY", "key")];
        let config: Config = given.into_iter().collect::<Environment>().read().unwrap();
        assert_eq!((config.sms_enabled, config.sms_sender_id), (false, None));
        let more = [("SMS_ENABLED", "true"), ("SMS_SENDER_ID", "MILEPOST")];
        let environment: Environment = given.into_iter().chain(more).collect();
        let config: Config = environment.read().unwrap();
        assert_eq!((config.sms_enabled, config.sms_sender_id.as_deref()), (true, Some("MILEPOST")));
    }
}
