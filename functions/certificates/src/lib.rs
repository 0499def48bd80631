//! Completions in: one certificate each, as PDF, signed credential and badge.
#![warn(missing_docs)]

pub mod amend;
pub mod aws;
pub mod config;
pub mod credentials;
pub mod documents;
pub mod intake;
pub mod ledger;
pub mod lists;
pub mod ports;
pub mod seal;
pub mod table;
pub mod worker;
