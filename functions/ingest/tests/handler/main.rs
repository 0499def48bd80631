//! The handler with ports in memory: every answer, every bad input, every failure; and the exact
//! requests that the ports' AWS sides make.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod address;
mod answers;
mod authentication;
mod aws;
mod bad_input;
mod believed;
mod failures;
mod hostile;
mod log;
mod matrix;
mod mutations;
mod properties;
mod secrets;
mod support;
mod unauthorized;

#[path = "../../../../shared/domain/tests/support/mutate.rs"]
mod mutate;
