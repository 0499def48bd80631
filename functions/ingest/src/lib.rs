//! Webhook in: authenticate, store durably, answer. Nothing else happens here, since ALM sends
//! the next event only after the answer to this one, and waits five seconds for it.
//!
//! The way of a request: [`request::UnverifiedRequest`] → verified by an
//! [`auth::Authenticator`] → [`plan::Planner`] decides, without any I/O, which messages go to
//! the queue and which bytes to the [`quarantine`] → [`answer::Answer`]. The
//! [`handler::Handler`] runs it; [`report::Report`] is the one line that each invocation logs.

#![warn(missing_docs)]

pub mod address;
pub mod answer;
pub mod auth;
pub mod config;
pub mod handler;
pub mod header_names;
pub mod packed;
pub mod plan;
pub mod quarantine;
pub mod report;
pub mod request;
