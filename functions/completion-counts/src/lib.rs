//! Counts the standing completions of each learning object: those announced and not revoked.
//!
//! [`count`] is the decision and the items of the table, the [`worker::Worker`] applies it.

#![warn(missing_docs)]

pub mod count;
pub mod worker;
