//! Completions in: one certificate each, as PDF, signed credential and badge.
#![warn(missing_docs)]

pub mod intake;
pub mod ledger;
