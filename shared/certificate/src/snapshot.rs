//! What is printed.

use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_with::skip_serializing_none;

/// What stands on the certificate, as it was known when it was drawn. A later change of a name or
/// title changes no certificate; a reissue takes the new one.
///
/// Personal data: `Debug` shows none of it.
#[skip_serializing_none]
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The learner's name; unknown while the certificate awaits it.
    pub name: Option<String>,
    /// The learning object's title in the learner's language; unknown as the name may be.
    pub title: Option<String>,
    /// The learner's language, such as `de-DE`.
    pub locale: Option<String>,
    /// When it was completed.
    pub completed_at: Time,
    /// The score as ALM sent it, if known.
    pub score: Option<Number>,
    /// Until when it is valid, if not for ever.
    pub valid_until: Option<Time>,
}

impl Snapshot {
    /// Whether all is known that has to be printed.
    pub fn is_complete(&self) -> bool {
        self.name.is_some() && self.title.is_some()
    }
}

milepost_domain::redacted!(Snapshot);
