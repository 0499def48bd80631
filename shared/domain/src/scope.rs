//! What an event belongs to: the record of a learner, or a learning object, or nothing closer.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::{AccountId, LoInstanceId, UserId};

/// The key of an enrollment: one learner in one learning-object instance of one account.
///
/// ALM usage guide: a learner and an instance identify an enrollment. Written as
/// `account#user#instance`, each escaped, so that no two keys have one text.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordKey {
    /// The account.
    pub account_id: AccountId,
    /// The learner.
    pub user_id: UserId,
    /// The instance.
    pub lo_instance_id: LoInstanceId,
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account_id, user_id, lo_instance_id } = self;
        f.write_str(&escape(account_id.as_str()))?;
        f.write_char('#')?;
        f.write_str(&escape(user_id.as_str()))?;
        f.write_char('#')?;
        f.write_str(&escape(lo_instance_id.as_str()))
    }
}

/// Percent-escapes `%` and `#`, the separators of composed keys.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.contains(['%', '#']) {
        Cow::Owned(text.replace('%', "%25").replace('#', "%23"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What an event belongs to. It orders events on the queue and places them in history.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Scope {
    /// An enrollment.
    Record(RecordKey),
    /// A learning object or one of its instances, on one day: spreads a busy object.
    Object {
        /// The account.
        account: AccountId,
        /// The id of the instance or, if none was sent, of the learning object.
        object: String,
        /// The day, or a spread of the undated.
        day: String,
    },
    /// An event with neither learner nor object.
    Name {
        /// The account.
        account: AccountId,
        /// The event's name.
        name: String,
        /// The day, or a spread of the undated.
        day: String,
    },
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(key) => {
                f.write_str("record#")?;
                key.fmt(f)
            }
            Self::Object { account, object, day } => {
                write!(f, "object#{}#{}#{day}", escape(account.as_str()), escape(object))
            }
            Self::Name { account, name, day } => {
                write!(f, "name#{}#{}#{day}", escape(account.as_str()), escape(name))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_records_share_a_key() {
        let key = |account: &str, user: &str| RecordKey {
            account_id: account.parse().unwrap(),
            user_id: user.parse().unwrap(),
            lo_instance_id: "course:1_2".parse().unwrap(),
        };
        assert_eq!(key("1", "2").to_string(), "1#2#course:1_2");
        assert_ne!(key("1#2", "3").to_string(), key("1", "2#3").to_string());
        assert_ne!(key("1%23", "2").to_string(), key("1#", "2").to_string());
    }
}
