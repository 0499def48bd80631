//! Notifications out by e-mail: each once, and none to who does not want it.
//!
//! The loop is [`milepost_notification::delivery::Courier`]; here is what mail adds to it: a
//! [`request`] and Amazon SES, which takes it.

#![warn(missing_docs)]

pub mod config;
pub mod request;
pub mod ses;
