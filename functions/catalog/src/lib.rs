//! What ALM says of learning objects: marks and seats in the directory's table.
//!
//! An object that changed is marked, and what the directory fetched of it before is old from then
//! on; nothing is fetched here, so a bulk edit costs no request to ALM. Seats are kept as ALM sent
//! them. Messages may come in any order and more than once: the table lets the right one stand.

#![warn(missing_docs)]

mod plan;
mod worker;

pub use plan::{Plan, Write, plan};
pub use worker::Worker;
