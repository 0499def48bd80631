//! A person, who may learn and manage.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::UserId;

/// A person as ALM knows them. Personal data: `Debug` shows none of it, and there is no `Display`.
#[skip_serializing_none]
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// ALM's internal id (the User report's `internalUserID`).
    pub user_id: UserId,
    /// The name as shown.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The customer's own id (`userUniqueId`; the User report's `customerDefinedUniqueUserId`).
    pub unique_id: Option<String>,
    /// The manager, as ALM's API names them.
    pub manager_id: Option<UserId>,
    /// The manager, as ALM's User report names them.
    pub manager_email: Option<String>,
    /// Whether the account is in use.
    #[serde(default)]
    pub state: PersonState,
    /// The language of the user interface, such as `de-DE` (`uiLocale`).
    pub locale: Option<String>,
    /// The language of content, if it is another (`contentLocale`).
    pub content_locale: Option<String>,
    /// ALM's code of the time zone, opaque: its pages show both `213` and `IST` (`timeZoneCode`).
    pub time_zone: Option<String>,
}

/// Whether a person's ALM account is in use. ALM's list of states is open: a new one is `Other`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
pub enum PersonState {
    /// In use.
    Active,
    /// Deleted; may be restored (ALM: purged users are gone, deleted ones are not).
    Deleted,
    /// Any other, as sent.
    Other(String),
    /// Nobody said.
    #[default]
    Unknown,
}

impl Person {
    /// A person of whom nothing is known but the id.
    pub fn new(user_id: UserId) -> Self {
        Self {
            user_id,
            name: None,
            email: None,
            unique_id: None,
            manager_id: None,
            manager_email: None,
            state: PersonState::Unknown,
            locale: None,
            content_locale: None,
            time_zone: None,
        }
    }
}

crate::redacted!(Person);

/// ALM writes `ACTIVE`, its reports `Active`: case does not matter.
impl From<String> for PersonState {
    fn from(text: String) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "" => Self::Unknown,
            "ACTIVE" => Self::Active,
            "DELETED" => Self::Deleted,
            _ => Self::Other(text),
        }
    }
}

impl From<PersonState> for String {
    fn from(state: PersonState) -> Self {
        match state {
            PersonState::Active => "ACTIVE".to_owned(),
            PersonState::Deleted => "DELETED".to_owned(),
            PersonState::Other(text) => text,
            PersonState::Unknown => Self::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_personal() {
        let mut person = Person::new("17".parse().unwrap());
        person.name = Some("Ana Souza".to_owned());
        person.email = Some("ana@example.com".to_owned());
        assert_eq!(format!("{person:?}"), "Person([redacted])");
    }

    #[test]
    fn a_state_is_read_in_any_case_and_written_as_alm_does() {
        for (sent, state, kept) in [
            ("Active", PersonState::Active, "ACTIVE"),
            ("DELETED", PersonState::Deleted, "DELETED"),
            ("Suspended", PersonState::Other("Suspended".to_owned()), "Suspended"),
            ("", PersonState::Unknown, ""),
        ] {
            assert_eq!(PersonState::from(sent.to_owned()), state);
            assert_eq!(String::from(state), kept);
        }
    }
}
