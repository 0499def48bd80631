//! Changes in: the people and learning objects that they are about are looked up ahead, many ids
//! in one request, so that those who send mail or issue certificates find them in the table.
//!
//! Best effort: without ALM the table stays as it is, and no message fails. Whoever needs a name
//! then looks it up, too.

#![warn(missing_docs)]

pub mod config;
mod wanted;
mod worker;

pub use worker::Worker;
