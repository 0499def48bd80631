//! AWS in memory: stricter than an emulator, and with a clock of its own.
//!
//! A [`StandIn`] answers the calls that `ingest`, `progress` and `catalog` make, in the protocols of the
//! real services, and checks every request against AWS's documented limits. What breaks one is
//! refused as on AWS, and kept in [`StandIn::violations`]; what nobody should ask for is kept in
//! [`StandIn::unexpected`]. Who drives a test plays Lambda on the [`Fifo`] queue, lets virtual
//! time pass, and looks into everything.

mod batch;
mod bucket;
mod clock;
mod deduplication;
mod fifo;
mod limits;
mod names;
mod secret;
mod stand_in;
mod tables;
mod topic;
mod wire;

pub use batch::{Attribute, Attributes, Entry};
pub use bucket::{Bucket, Object};
pub use deduplication::DEDUPLICATION_INTERVAL;
pub use fifo::{Fifo, MAX_RECEIVE, MAX_RECEIVE_COUNT, Message, Receipt, Received};
pub use names::Names;
pub use secret::Secret;
pub use stand_in::StandIn;
pub use tables::{Item, Tables, Write, plain};
pub use topic::{Published, Topic};
pub use wire::form::Form;
