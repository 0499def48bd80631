//! What is printed on a certificate and known to the directory only.

use std::collections::BTreeSet;
use std::fmt;

use milepost_directory::item::{object_key, person_key, time_zones_key};
use milepost_directory::{Content, DirectoryTable};
use milepost_domain::directory::{Person, TimeZones};
use milepost_domain::{LoId, UserId, Zone};

use crate::error::{DependencyError, failed};

/// What the directory knows of a learner and a learning object. Personal data.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Names {
    /// The learner's name.
    pub name: Option<String>,
    /// The learner's language.
    pub locale: Option<String>,
    /// The learner's time zone.
    pub time_zone: Option<Zone>,
    /// The learning object's title, in that language if there is one.
    pub title: Option<String>,
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names([redacted])")
    }
}

impl Names {
    /// What the function `directory` has learnt of them, as it is now; ALM is not asked.
    ///
    /// # Errors
    /// If the directory's table could not be read.
    pub async fn read(
        directory: &DirectoryTable,
        user: &UserId,
        object: Option<&LoId>,
    ) -> Result<Self, DependencyError> {
        let keys = [person_key(user), time_zones_key()].into_iter();
        let keys: BTreeSet<_> = keys.chain(object.map(object_key)).collect();
        let found = directory.read(&keys).await.map_err(failed("the directory"))?;
        let (mut learner, mut learning_object) = (None, None);
        let mut zones = TimeZones::default();
        for item in found.into_values() {
            match item.content {
                Content::Person(person) => learner = Some(person),
                Content::LearningObject(object) => learning_object = Some(object),
                Content::TimeZones { zones: known } => zones = known,
                _ => {}
            }
        }
        let mut names = learner.map(|person| Self::of(person, &zones)).unwrap_or_default();
        let title = learning_object.as_ref().and_then(|it| it.title(names.locale.as_deref()));
        names.title = title.map(str::to_owned).filter(|title| !title.trim().is_empty());
        Ok(names)
    }

    /// The certificate speaks the language of the user interface: it is ours, not the course's.
    fn of(person: Person, zones: &TimeZones) -> Self {
        let time_zone = person.zone(zones);
        let name = person.name.filter(|name| !name.trim().is_empty());
        let locale = person.locale.or(person.content_locale);
        Self { name, locale, time_zone, title: None }
    }
}

#[cfg(test)]
mod tests;
