//! What tests of several modules need.

pub(crate) mod samples;
pub(crate) mod server;
