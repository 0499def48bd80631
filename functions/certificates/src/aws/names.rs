//! Names and titles from the directory's table.

use std::collections::BTreeSet;

use milepost_directory::item::{object_key, person_key};
use milepost_directory::{Content, DirectoryTable};
use milepost_domain::directory::Person;
use milepost_domain::{LoId, UserId};

use crate::ports::{DependencyError, Names, ReadNames};

/// Reads what the function `directory` has learnt; asks ALM for nothing.
#[derive(Clone, Debug)]
pub struct DirectoryNames {
    table: DirectoryTable,
}

impl DirectoryNames {
    /// Reads from this table.
    pub const fn new(table: DirectoryTable) -> Self {
        Self { table }
    }
}

impl ReadNames for DirectoryNames {
    async fn names(&self, user: &UserId, object: Option<&LoId>) -> Result<Names, DependencyError> {
        let keys: BTreeSet<_> =
            std::iter::once(person_key(user)).chain(object.map(object_key)).collect();
        let found = self.table.read(&keys).await;
        let found = found
            .map_err(|error| DependencyError { what: "the directory", why: error.to_string() })?
            .into_values()
            .map(|item| item.content);
        let (mut names, mut learning_object) = (Names::default(), None);
        for content in found {
            match content {
                Content::Person(person) => names = names_of(person),
                Content::LearningObject(object) => learning_object = Some(object),
                _ => {}
            }
        }
        let title = learning_object.as_ref().and_then(|it| it.title(names.locale.as_deref()));
        names.title = title.map(str::to_owned).filter(|title| !title.trim().is_empty());
        Ok(names)
    }
}

/// The certificate speaks the language of the user interface: it is ours, not the course's.
fn names_of(person: Person) -> Names {
    let name = person.name.filter(|name| !name.trim().is_empty());
    Names { name, locale: person.locale.or(person.content_locale), title: None }
}
