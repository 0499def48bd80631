//! What tests of several modules need.

pub(crate) mod aws;
pub(crate) mod samples;
pub(crate) mod shelf;
pub(crate) mod world;
