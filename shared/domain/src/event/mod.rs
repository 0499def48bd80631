//! One ALM event, parsed leniently and normalised.

mod details;
mod fields;
mod happened;
mod key;
mod kind;
mod parse;
mod passed;
mod whole;

pub use details::Details;
pub(crate) use fields::id_text;
pub use happened::{Happened, Sequence};
pub use key::EventKey;
pub(crate) use key::Short;
pub use kind::{EventKind, Origin, Via};
pub use parse::EventError;

use crate::{AccountId, LoId, LoInstanceId, LoType, RecordKey, Scope, Time, UserId};

/// One event: from ALM, or our own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// The account it is about.
    pub account: AccountId,
    /// ALM's id of the event. ALM reuses ids: [`Event::key`] identifies an event.
    pub id: Option<String>,
    /// The name as sent.
    pub name: String,
    /// What the name means.
    pub kind: EventKind,
    /// Who says so.
    pub origin: Origin,
    /// The event's own time, if the sender names one. See [`Event::happened`].
    pub occurred_at: Option<Time>,
    /// Its place among the events of one second. No part of what identifies it.
    pub sequence: Option<Sequence>,
    /// The learner.
    pub user: Option<UserId>,
    /// The learning object. Informative: ALM's own samples contradict the instance's id.
    pub lo: Option<LoId>,
    /// The instance.
    pub lo_instance: Option<LoInstanceId>,
    /// The type of the learning object.
    pub lo_type: Option<LoType>,
    /// What else it says.
    pub details: Details,
}

impl Event {
    /// What identifies this event everywhere: a hash of its normalised content.
    pub fn key(&self) -> EventKey {
        EventKey::of(self)
    }

    /// The enrollment that it is about, if any.
    pub fn record_key(&self) -> Option<RecordKey> {
        Some(RecordKey {
            account_id: self.account.clone(),
            user_id: self.user.clone()?,
            lo_instance_id: self.lo_instance.clone()?,
        })
    }

    /// What it belongs to.
    pub fn scope(&self) -> Scope {
        if let Some(key) = self.record_key() {
            return Scope::Record(key);
        }
        let account = self.account.clone();
        let instance = self.lo_instance.as_ref().map(LoInstanceId::as_str);
        let object = instance.or(self.lo.as_ref().map(LoId::as_str));
        match object {
            Some(object) => Scope::Object { account, object: object.to_owned(), day: self.day() },
            None => Scope::Name { account, name: self.name.clone(), day: self.day() },
        }
    }

    /// The day sent. The day of receipt would differ between two deliveries of one event, so
    /// the undated are spread by their key instead.
    fn day(&self) -> String {
        match self.occurred_at {
            Some(time) => time.day(),
            None => format!("undated-{:.2}", self.key().to_string()),
        }
    }
}
