//! Who and what events are about: people and learning objects, by what ALM knows of them.
//!
//! ALM's events carry ids only; names, managers, titles and deadlines come from its API or its
//! reports. Everything but the id may be missing.

mod learning_object;
mod person;
mod time_zones;

pub use learning_object::{Instance, LearningObject, Seats};
pub use person::{Person, PersonState};
pub use time_zones::TimeZones;
