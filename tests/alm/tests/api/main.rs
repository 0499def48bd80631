//! The stand-in over HTTP.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod client;
mod control;
mod directory;
mod faults;
mod jobs;
mod limits;
mod process;
mod tokens;
