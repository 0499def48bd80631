//! Events in: one transaction per record per batch, changes out.
//!
//! For a batch: read what is known ([`tables`]), decide ([`plan`]), write each record with the
//! history rows of its events in one transaction, publish what changed on a topic. History is audit trail, outbox and source of replays in one: an event whose
//! row exists has its changes published again and writes nothing.

#![warn(missing_docs)]

pub mod arrival;
pub mod config;
mod message;
pub mod plan;
pub mod tables;
pub mod worker;
