//! The client against a scripted ALM on a socket.

mod downloads;
mod jobs;
mod logs;
mod ports;
mod refusals;
mod requests;
mod server;
mod tokens;
