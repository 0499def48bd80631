//! Notifications out by short message: each once.
//!
//! The loop is [`milepost_notification::delivery::Courier`]; here is what phones add to it:
//! Amazon SNS, which takes the message, and a check that it is one message and not several.

#![warn(missing_docs)]

pub mod config;
pub mod sns;
