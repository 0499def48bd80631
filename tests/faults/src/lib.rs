//! What happens to events when AWS fails, answers in part, or a function dies between two calls.
//!
//! The release builds of the functions run here as on Lambda: each is a process that takes its
//! invocations from a runtime API and reaches AWS over HTTP.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests panic")]

pub mod aws;
pub mod call;
pub mod chaos;
pub mod fault;
pub mod lambda;
pub mod matrix;
pub mod proxy;
pub mod scenario;
pub mod server;
pub mod upstream;
pub mod world;
