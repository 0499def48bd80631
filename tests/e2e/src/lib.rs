//! What the end-to-end tests share; the tests are in `tests/`.
//!
//! They run on an emulator of their own with IAM enforced, with the real template deployed by
//! `sam deploy`: run `make build` first, or `make e2e`.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests panic")]

pub mod alm;
pub mod build;
pub mod command;
pub mod lambda;
pub mod logs;
pub mod mail;
pub mod payloads;
pub mod records;
pub mod rie;
pub mod setup;
pub mod stack;
pub mod subscriber;
pub mod sweep;
pub mod webhook;
