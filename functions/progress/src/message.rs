//! What an event has to tell others.

use milepost_contracts::{
    CatalogChanged, EnrollmentChanged, FilterAttributes, Transition, TransitionError,
};
use milepost_domain::{Applied, RecordKey};
use milepost_messaging::{Attribute, Message};

use crate::arrival::Arrival;

/// A message of the topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Told {
    /// The `CloudEvent`.
    pub(crate) body: String,
    /// What subscriptions filter by.
    pub(crate) attributes: FilterAttributes,
}

impl Told {
    /// What an event changed in its enrollment, if others need to know.
    pub(crate) fn of_enrollment(
        arrival: &Arrival,
        record: &RecordKey,
        applied: &Applied,
        version: u64,
    ) -> Option<Self> {
        let Arrival { event, key, .. } = arrival;
        let changed =
            EnrollmentChanged::of(record, event, arrival.occurred_at(), applied, version)?;
        let attributes = changed.filter_attributes();
        let body = changed.into_cloud_event(key.to_string()).to_body().ok()?;
        Some(Self { body, attributes })
    }

    /// What an event says of the catalog, if it does.
    pub(crate) fn of_catalog(arrival: &Arrival) -> Option<Self> {
        let Arrival { event, key, message, .. } = arrival;
        let changed = CatalogChanged::of(event, message.event.get(), arrival.occurred_at())?;
        let attributes = changed.filter_attributes();
        let body = changed.into_cloud_event(key.to_string()).to_body().ok()?;
        Some(Self { body, attributes })
    }

    /// A message that was written a moment or a week ago, word for word.
    pub(crate) fn again(body: &str) -> Result<Self, TransitionError> {
        let attributes = Transition::from_body(body)?.filter_attributes();
        Ok(Self { body: body.to_owned(), attributes })
    }

    /// The message to publish in the group of its event, known by the event's key.
    pub(crate) fn into_message(self, arrival: &Arrival) -> Message {
        let FilterAttributes { changes, account, lo_type } = self.attributes;
        let changes = serde_json::to_string(&changes).unwrap_or_default();
        Message::fifo(self.body, &*arrival.group, arrival.key.to_string()).with(vec![
            Attribute { name: "changes", data_type: "String.Array", value: changes },
            Attribute::text("account", account),
            Attribute::text("lo_type", lo_type),
        ])
    }
}
