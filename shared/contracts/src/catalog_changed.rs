//! What `progress` publishes besides: ALM said that a learning object, an instance or its seats
//! changed. No enrollment did.

use milepost_domain::directory::Seats;
use milepost_domain::{AccountId, Event, EventKind, LoId, LoInstanceId, LoType, Time};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::enrollment_changed::SOURCE;
use crate::seats::seats_of;
use crate::{CloudEvent, FilterAttributes};

/// The `type` of the message.
pub const CATALOG_CHANGED: &str = "milepost.catalog.changed.v1";

/// What changed (ALM usage guide: the events of learning objects, and `CI_STATS`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogChange {
    /// A draft of a learning object was saved.
    Drafted,
    /// A learning object was published, edited or retired.
    Modified,
    /// A learning object was deleted.
    Deleted,
    /// An instance was edited or retired.
    InstanceModified,
    /// An instance was deleted.
    InstanceDeleted,
    /// The seats of a course instance were taken, freed or changed in number.
    SeatsChanged,
}

/// What one event said of the catalog.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogChanged {
    /// The account.
    pub account_id: AccountId,
    /// The name of the event, as sent.
    pub event_name: String,
    /// What changed.
    pub change: CatalogChange,
    /// The learning object, if the event names it: `CI_STATS` does not.
    pub lo_id: Option<LoId>,
    /// The instance, if it is about one.
    pub lo_instance_id: Option<LoInstanceId>,
    /// The type of the learning object.
    pub lo_type: Option<LoType>,
    /// When the event occurred.
    pub occurred_at: Time,
    /// The seats, as far as the event gives them in numbers.
    pub seats: Option<Seats>,
}

impl CatalogChange {
    /// What an event says, if it is about the catalog.
    fn of(event: &Event) -> Option<Self> {
        match event.kind {
            EventKind::SeatsChanged => Some(Self::SeatsChanged),
            EventKind::CatalogChanged => Some(Self::named(&event.name)),
            _ => None,
        }
    }

    fn named(name: &str) -> Self {
        match name.strip_suffix("_BATCH").unwrap_or(name) {
            "LEARNING_OBJECT_DRAFT" => Self::Drafted,
            "LEARNING_OBJECT_DELETION" => Self::Deleted,
            "LEARNING_OBJECT_INSTANCE_MODIFICATION" => Self::InstanceModified,
            "LEARNING_OBJECT_INSTANCE_DELETION" => Self::InstanceDeleted,
            _ => Self::Modified,
        }
    }

    /// The name in filter policies, which tell learning objects and seats apart.
    pub fn filter_name(self) -> &'static str {
        match self {
            Self::SeatsChanged => "seats_changed",
            _ => "catalog_changed",
        }
    }
}

impl CatalogChanged {
    /// What an event says of the catalog, if it names what it is about. Seats are read from the
    /// raw event: the parsed one has only a fingerprint of them.
    pub fn of(event: &Event, raw: &str, occurred_at: Time) -> Option<Self> {
        let change = CatalogChange::of(event)?;
        let changed = Self {
            account_id: event.account.clone(),
            event_name: event.name.clone(),
            change,
            lo_id: event.lo.clone(),
            lo_instance_id: event.lo_instance.clone(),
            lo_type: event.lo_type.clone(),
            occurred_at,
            seats: (change == CatalogChange::SeatsChanged).then(|| seats_of(raw)).flatten(),
        };
        changed.subject().is_some().then_some(changed)
    }

    /// The instance, or else the learning object.
    fn subject(&self) -> Option<&str> {
        let instance = self.lo_instance_id.as_ref().map(LoInstanceId::as_str);
        instance.or(self.lo_id.as_ref().map(LoId::as_str))
    }

    /// What subscriptions can filter by.
    pub fn filter_attributes(&self) -> FilterAttributes {
        let changes = vec![self.change.filter_name()];
        FilterAttributes::new(changes, &self.account_id, self.lo_type.as_ref())
    }

    /// The message to publish; `event_key` is its id.
    pub fn into_cloud_event(self, event_key: String) -> CloudEvent<Self> {
        let subject = self.subject().unwrap_or_default().to_owned();
        let time = self.occurred_at;
        CloudEvent::new(CATALOG_CHANGED, SOURCE, event_key, subject, time, self)
    }
}

#[cfg(test)]
mod tests;
