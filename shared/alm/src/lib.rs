//! A client of ALM's public API, version 2 (ALM developer manual).
//!
//! [`Client`] asks for people and learning objects by their ids. It keeps to a [budget] that all functions share, takes its tokens by [refresh token](credentials),
//! and never tries again on its own: whoever asked decides, since the queue delivers again.
#![warn(missing_docs)]

mod account;
pub mod budget;
mod client;
pub mod credentials;
mod document;
mod endpoint;
mod error;
mod http;
mod learning_object;
mod oauth;
mod plain;
mod retry_after;
mod token;
mod user;
mod wanted;

pub use client::{
    Client, Instances, LEARNING_OBJECTS_PER_REQUEST, LearningObjects, USERS_PER_REQUEST,
};
pub use endpoint::{Endpoint, EndpointError, Region};
pub use error::AlmError;
pub use http::Timeouts;
pub use plain::plain;
