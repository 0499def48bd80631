//! Sending to queues and publishing to topics: the one place where functions meet Amazon SQS and
//! SNS as senders.
//!
//! A [`Queue`] or a [`Topic`] takes any number of [`Message`]s, cuts them into calls within AWS's
//! limits, sends again what a call did not take, and says of each message that it could not hand
//! over why. Behind it is AWS, or another [`Backend`](backend::Backend).

#![warn(missing_docs)]

pub mod backend;
mod error;
mod message;
mod order;
mod queue;
mod sns;
mod sqs;
mod topic;

pub use error::{Failure, SendError};
pub use message::{Attribute, Message, Place};
pub use queue::Queue;
pub use topic::Topic;
