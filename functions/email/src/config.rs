//! What the function must be told, read once at start.

use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The notifications table.
    pub table: String,
    /// Whom mail comes from; without it no mail is sent.
    pub sender: Option<Sender>,
    /// Names notifications in logs.
    pub log_key: LogKey,
}

/// Whom mail comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sender {
    /// An address of a domain that is verified in SES, perhaps as `Name <address>`.
    pub from: String,
    /// Where answers go, if not there.
    pub reply_to: Option<String>,
    /// Where to write to be left alone.
    pub unsubscribe: String,
    /// The configuration set, by which SES tells of what comes back.
    pub configuration_set: Option<String>,
}

impl Config {
    /// Reads the environment variables of the template.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let optional = |name| environment.optional(name).map(str::to_owned);
        let sender = optional("MAIL_FROM").map(|from| Sender {
            reply_to: optional("MAIL_REPLY_TO"),
            unsubscribe: optional("UNSUBSCRIBE_ADDRESS").unwrap_or_else(|| bare(&from).to_owned()),
            configuration_set: optional("MAIL_CONFIGURATION_SET"),
            from,
        });
        Ok(Self {
            table: environment.required("NOTIFICATIONS_TABLE")?.to_owned(),
            sender,
            log_key: LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?)),
        })
    }
}

/// The address in `Name <address>`.
fn bare(mailbox: &str) -> &str {
    let inner = mailbox.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(mailbox, |(address, _)| address).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(more: &[(&str, &str)]) -> Option<Sender> {
        let given = [("NOTIFICATIONS_TABLE", "notifications"), ("LOG_HASH_KEY", "key")];
        let environment: Environment = given.iter().chain(more).copied().collect();
        Config::read(&environment).unwrap().sender
    }

    #[test]
    fn without_a_sender_it_starts_all_the_same() {
        assert_eq!(sender(&[("MAIL_FROM", "")]), None);
    }

    #[test]
    fn who_wants_no_more_writes_to_the_sender_unless_told() {
        for from in ["learn@example.com", "Learning <learn@example.com>"] {
            let sender = sender(&[("MAIL_FROM", from)]).unwrap();
            assert_eq!(
                (sender.from.as_str(), sender.unsubscribe.as_str()),
                (from, "learn@example.com")
            );
        }
        let more = [("MAIL_FROM", "learn@example.com"), ("UNSUBSCRIBE_ADDRESS", "hr@example.com")];
        assert_eq!(sender(&more).unwrap().unsubscribe, "hr@example.com");
    }
}
