//! Completions in: one certificate each, as PDF, signed credential and badge.
#![warn(missing_docs)]

pub mod amend;
pub mod config;
pub mod credentials;
pub mod documents;
pub mod draft;
pub mod error;
pub mod intake;
pub mod kms;
pub mod ledger;
pub mod lists;
pub mod names;
pub mod seal;
pub mod table;
pub mod worker;
