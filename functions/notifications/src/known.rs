//! What the directory knows of whom and what news are about.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::ItemKey;
use milepost_directory::item::{email_key, instance_key, object_key, person_key, time_zones_key};
use milepost_directory::{Content, DirectoryTable, Item};
use milepost_domain::UserId;
use milepost_domain::directory::{Instance, LearningObject, Person, TimeZones};
use milepost_notification::{About, Audience};
use milepost_store::StoreError;

/// What the directory knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The learner.
    pub learner: Option<Person>,
    /// Who is above, the direct manager first, as far up as was asked or is known.
    pub above: Vec<Above>,
    /// The learning object.
    pub object: Option<LearningObject>,
    /// The instance.
    pub instance: Option<Instance>,
    /// What ALM's codes of time zones mean.
    pub time_zones: TimeZones,
}

/// Who is next in the chain of managers.
#[derive(Clone, Debug, PartialEq)]
pub enum Above {
    /// This person.
    Person(Box<Person>),
    /// Somebody of whom only the e-mail address is known, from a report.
    Address(String),
    /// Somebody whom the directory does not know yet.
    Unknown,
    /// Nobody.
    Nobody,
    /// Somebody who is further down in the chain.
    Circle,
}

/// How many levels of managers an audience needs.
pub fn levels(audience: &Audience) -> usize {
    match audience {
        Audience::Learner | Audience::Team(_) => 0,
        Audience::Manager => 1,
        Audience::ManagersManager => 2,
    }
}

/// Reads what the directory knows, with so many levels of managers.
///
/// # Errors
/// If its table cannot be used.
pub async fn look_up(
    directory: &DirectoryTable,
    about: &About,
    levels: usize,
) -> Result<Known, StoreError> {
    let keys = std::iter::once(person_key(&about.user_id))
        .chain([instance_key(&about.lo_instance_id), time_zones_key()])
        .chain(about.lo_id.as_ref().map(object_key));
    let mut known = Known::default();
    for content in contents(directory.read(&keys.collect()).await?) {
        match content {
            Content::Person(person) => known.learner = Some(person),
            Content::LearningObject(object) => known.object = Some(object),
            Content::Instance(instance) => known.instance = Some(instance),
            Content::TimeZones { zones } => known.time_zones = zones,
            _ => {}
        }
    }
    let mut chain = vec![about.user_id.clone()];
    let mut below = known.learner.clone();
    for _ in 0..levels {
        let Some(person) = below.take() else { break };
        let next = above(directory, &person, &chain).await?;
        if let Above::Person(manager) = &next {
            chain.push(manager.user_id.clone());
            below = Some(manager.as_ref().clone());
        }
        known.above.push(next);
    }
    Ok(known)
}

async fn above(
    directory: &DirectoryTable,
    person: &Person,
    chain: &[UserId],
) -> Result<Above, StoreError> {
    let id = match (&person.manager_id, &person.manager_email) {
        (Some(id), _) => id.clone(),
        // A report names managers by their address: the table may know whose it is.
        (None, Some(email)) => match one(directory, email_key(email)).await? {
            Some(Content::Email { user_id }) => user_id,
            _ => return Ok(Above::Address(email.clone())),
        },
        (None, None) => return Ok(Above::Nobody),
    };
    if chain.contains(&id) {
        return Ok(Above::Circle);
    }
    Ok(match one(directory, person_key(&id)).await? {
        Some(Content::Person(manager)) => Above::Person(Box::new(manager)),
        _ => Above::Unknown,
    })
}

async fn one(directory: &DirectoryTable, key: ItemKey) -> Result<Option<Content>, StoreError> {
    Ok(contents(directory.read(&BTreeSet::from([key])).await?).next())
}

fn contents(items: HashMap<ItemKey, Item>) -> impl Iterator<Item = Content> {
    items.into_values().map(|item| item.content)
}
