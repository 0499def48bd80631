//! What is in quarantine: bytes that could not be read, in a bucket of Amazon S3.

mod bucket;
mod object;
mod reading;

pub(crate) use bucket::{Bucket, listed};
#[cfg(test)]
pub(crate) use object::tests::object;
pub(crate) use object::{Listed, Metadata, Object};
pub(crate) use reading::{Reading, read_again};

/// Calls under way at a time.
pub(crate) const PARALLEL: usize = 16;
