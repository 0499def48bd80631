//! The client against a scripted ALM on a socket.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod logs;
mod ports;
mod refusals;
mod requests;
mod server;
mod tokens;
