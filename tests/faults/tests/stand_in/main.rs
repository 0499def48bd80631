//! The stand-in of AWS speaks to the real AWS SDK over HTTP.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod chunked;
mod dynamodb;
mod objects;
mod queue;
mod secret;
mod strangers;
mod support;
mod topic;
