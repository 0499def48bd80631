//! The rows of the User report.

use csv::ByteRecord;
use milepost_alm::plain;
use milepost_domain::directory::{Person, PersonState};
use milepost_domain::{IdError, UserId};

use super::header::Header;
use super::{Reason, Row, text, trimmed};

/// What makes a header that of a User report.
pub(super) const ID: &str = "internalUserID";
/// Without these an import would only take away what is known.
pub(super) const NEEDED: &[&str] = &[ID, "userEmail", "name"];
/// ALM developer manual and "Incremental user report": the columns of the job `generateUsers`.
pub(super) const DOCUMENTED: &[&str] = &[
    ID,
    "userEmail",
    "customerDefinedUniqueUserId",
    "name",
    "managerEmail",
    "userType",
    "state",
    "excludedFromGamification",
    "pointsEarned",
    "profile",
    "roles",
    "dateCreated",
    "lastLoginDate",
    "dateDeleted",
    "uiLocale",
    "contentLocale",
    "timeZoneCode",
    "userSource",
    "group",
    "metadata",
    "lastSocialActivityDate",
];

/// A field of the customer's own; ALM calls it an active field.
pub(super) fn is_active_field(name: &str) -> bool {
    name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("AF_"))
}

/// Where what is.
pub(super) struct People {
    id: Option<usize>,
    email: Option<usize>,
    unique_id: Option<usize>,
    name: Option<usize>,
    manager_email: Option<usize>,
    state: Option<usize>,
    deleted: Option<usize>,
    locale: Option<usize>,
    content_locale: Option<usize>,
    time_zone: Option<usize>,
}

impl People {
    pub(super) fn of(header: &Header) -> Self {
        Self {
            id: header.place(ID),
            email: header.place("userEmail"),
            unique_id: header.place("customerDefinedUniqueUserId"),
            name: header.place("name"),
            manager_email: header.place("managerEmail"),
            state: header.place("state"),
            deleted: header.place("dateDeleted"),
            locale: header.place("uiLocale"),
            content_locale: header.place("contentLocale"),
            time_zone: header.place("timeZoneCode"),
        }
    }

    pub(super) fn row(&self, record: &ByteRecord) -> Result<Row, Reason> {
        let id = trimmed(record, self.id)?.ok_or(Reason::NoId)?;
        let person = Person {
            user_id: UserId::try_from(id).map_err(reason)?,
            name: text(record, self.name)?.and_then(|name| plain(&name)),
            email: trimmed(record, self.email)?,
            unique_id: trimmed(record, self.unique_id)?,
            manager_id: None,
            manager_email: trimmed(record, self.manager_email)?,
            state: self.state(record)?,
            locale: trimmed(record, self.locale)?,
            content_locale: trimmed(record, self.content_locale)?,
            time_zone: trimmed(record, self.time_zone)?,
        };
        Ok(Row::Person(Box::new(person)))
    }

    /// Who has a day of deletion, and no state, is deleted.
    fn state(&self, record: &ByteRecord) -> Result<PersonState, Reason> {
        Ok(match (trimmed(record, self.state)?, trimmed(record, self.deleted)?) {
            (Some(state), _) => state.into(),
            (None, Some(_)) => PersonState::Deleted,
            (None, None) => PersonState::Unknown,
        })
    }
}

/// What is wrong with an id.
pub(super) fn reason(error: IdError) -> Reason {
    match error {
        IdError::Empty => Reason::NoId,
        IdError::TooLong => Reason::IdTooLong,
    }
}
