//! The shapes that cross a boundary: the message on the events queue, the items of the tables,
//! the `CloudEvents` on the topics. No AWS type, no I/O.
#![warn(missing_docs)]

mod about;
mod ascii;
mod catalog_changed;
mod cloud_event;
mod enrollment_changed;
mod enrollment_item;
mod event_message;
mod filter_attributes;
mod history_item;
mod keys;
mod routed;
mod seats;
mod sent_event;
pub mod specimen;
mod transition;

pub use about::About;
pub use ascii::{percent_decoded, percent_encoded};
pub use catalog_changed::{CATALOG_CHANGED, CatalogChange, CatalogChanged};
pub use cloud_event::CloudEvent;
pub use enrollment_changed::{ENROLLMENT_CHANGED, EnrollmentChanged};
pub use enrollment_item::{EnrollmentItem, KnownEnrollment};
pub use event_message::{EventMessage, MAX_MESSAGE_BYTES, MessageError};
pub use filter_attributes::FilterAttributes;
pub use history_item::{HistoryItem, HistoryKey, Outcome, Published};
pub use keys::{
    ACTIVE_INDEX, ACTIVE_SHARDS, ItemKey, active_shard, deduplication_id, enrollment_key, group_id,
    history_key, learner_pk, record_group_id,
};
pub use routed::{PARSER_PANIC, ParseEvent, Routed, route};
pub use sent_event::SentEvent;
pub use transition::{Transition, TransitionError};
