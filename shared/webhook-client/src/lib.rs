//! Posts webhooks as Adobe Learning Manager does: one request at a time, its ways to say who it
//! is, its waits between tries.

#![warn(missing_docs)]

mod args;
mod auth;
mod client;
mod deliver;
mod pace;

pub use args::{CredentialArgs, EndpointArgs};
pub use client::{Client, OpenError};
pub use deliver::{Counts, Delivery, Retry, Undelivered};
pub use pace::Pace;
