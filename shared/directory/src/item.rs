//! The items of the directory's table.
//!
//! | `pk` | `sk` | holds |
//! |---|---|---|
//! | `person#<user id>` | `content` | a person, or that ALM knows none |
//! | `email#<hash>` | `content` | whose e-mail address has this hash |
//! | `object#<learning object id>` | `content` | a learning object, or that ALM knows none |
//! | `object#<learning object id>` | `changed` | when ALM last said that it changed |
//! | `instance#<instance id>` | `content` | an instance |
//! | `instance#<instance id>` | `seats` | its seats, as ALM last sent them |
//! | `account#time-zones` | `content` | what ALM's codes of time zones mean |
//! | `budget#<resource>` | `requests` | the requests of the last hour |
//!
//! What is fetched and what events say lie in items of their own: neither overwrites the other,
//! in whatever order they come.

use milepost_contracts::ItemKey;
use milepost_domain::directory::{Instance, LearningObject, Person, Seats, TimeZones};
use milepost_domain::{LoId, LoInstanceId, Time, UserId, escape};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use sha2::{Digest, Sha256};

/// How long an item is kept after it was last written, in days: nobody's data lies here for ever.
const KEPT_DAYS: i64 = 400;

/// Sort key of what ALM's API or a report said.
pub(crate) const CONTENT: &str = "content";
/// Sort key of when an event said that an object changed.
pub(crate) const CHANGED: &str = "changed";

/// Where content comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// ALM's API.
    Api,
    /// A report that an operator imported.
    Report,
}

/// What an item says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A person.
    Person(Person),
    /// Whose e-mail address it is.
    #[serde(rename_all = "camelCase")]
    Email {
        /// The person.
        user_id: UserId,
    },
    /// A learning object.
    LearningObject(LearningObject),
    /// An instance of one.
    Instance(Instance),
    /// The seats of an instance.
    Seats(Seats),
    /// What ALM's codes of time zones mean.
    TimeZones {
        /// The codes and their zones; none if ALM did not say.
        zones: TimeZones,
    },
    /// ALM knows nothing of this id.
    Absent,
    /// ALM said that it changed; what was asked for before may be old.
    Changed {
        /// ALM deleted it: there is nothing to ask for any more.
        #[serde(default)]
        deleted: bool,
    },
}

/// An item of the directory's table.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// What it says.
    pub content: Content,
    /// When ALM was asked, the report was made, or the event arrived.
    pub as_of: Time,
    /// Where it comes from, if not from an event.
    pub source: Option<Source>,
    /// When `DynamoDB` may delete it, in seconds since the epoch.
    pub expires_at: i64,
}

impl Item {
    /// An item that is written now.
    pub fn new(
        key: ItemKey,
        content: Content,
        as_of: Time,
        source: Option<Source>,
        now: Time,
    ) -> Self {
        let expires_at = now.as_seconds() + KEPT_DAYS * 86_400;
        Self { pk: key.pk, sk: key.sk, content, as_of, source, expires_at }
    }

    /// The items of a person: themselves, and the way to them by their e-mail address.
    pub fn of_person(person: Person, as_of: Time, source: Source, now: Time) -> Vec<Self> {
        let item = |key, content| Self::new(key, content, as_of, Some(source), now);
        let email = person.email.as_deref().map(|email| {
            item(email_key(email), Content::Email { user_id: person.user_id.clone() })
        });
        let key = person_key(&person.user_id);
        std::iter::once(item(key, Content::Person(person))).chain(email).collect()
    }

    /// The item of a learning object.
    pub fn of_object(object: LearningObject, as_of: Time, source: Source, now: Time) -> Self {
        let key = object_key(&object.lo_id);
        Self::new(key, Content::LearningObject(object), as_of, Some(source), now)
    }

    /// The item of an instance.
    pub fn of_instance(instance: Instance, as_of: Time, source: Source, now: Time) -> Self {
        let key = instance_key(&instance.lo_instance_id);
        Self::new(key, Content::Instance(instance), as_of, Some(source), now)
    }

    /// Its key.
    pub fn key(&self) -> ItemKey {
        ItemKey { pk: self.pk.clone(), sk: self.sk.clone() }
    }
}

/// Where a person lies.
pub fn person_key(user: &UserId) -> ItemKey {
    content_of("person", &escape(user.as_str()))
}

/// Where it says whose e-mail address this is. A hash: keys turn up in consoles and alarms.
/// Case does not matter in it.
pub fn email_key(email: &str) -> ItemKey {
    let hash = Sha256::digest(email.trim().to_lowercase());
    content_of("email", &hex::encode(hash))
}

/// Where a learning object lies.
pub fn object_key(object: &LoId) -> ItemKey {
    content_of("object", &escape(object.as_str()))
}

/// Where it says when a learning object changed.
pub fn changed_key(object: &LoId) -> ItemKey {
    ItemKey { sk: CHANGED.to_owned(), ..object_key(object) }
}

/// Where an instance lies.
pub fn instance_key(instance: &LoInstanceId) -> ItemKey {
    content_of("instance", &escape(instance.as_str()))
}

/// Where it says what ALM's codes of time zones mean.
pub fn time_zones_key() -> ItemKey {
    content_of("account", "time-zones")
}

/// Where the seats of an instance lie.
pub fn seats_key(instance: &LoInstanceId) -> ItemKey {
    ItemKey { sk: "seats".to_owned(), ..instance_key(instance) }
}

fn content_of(kind: &str, id: &str) -> ItemKey {
    ItemKey { pk: format!("{kind}#{id}"), sk: CONTENT.to_owned() }
}
