//! The handler with ports in memory: every answer, every bad input, every failure; and the exact
//! requests that the ports' AWS sides make.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod authentication;
mod aws;
mod bad_input;
mod failures;
mod log;
mod properties;
mod support;
