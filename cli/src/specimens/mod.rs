//! What is in quarantine: bytes that could not be read, in a bucket of Amazon S3.

mod bucket;
mod reading;
mod specimen;

pub(crate) use bucket::{Bucket, listed};
pub(crate) use reading::{Reading, read_again};
#[cfg(test)]
pub(crate) use specimen::tests::specimen;
pub(crate) use specimen::{Listed, Metadata, Specimen};

/// Calls under way at a time.
pub(crate) const PARALLEL: usize = 16;
