//! The ports' AWS side.

mod bucket;
mod names;
mod outcomes;

pub use bucket::S3Bucket;
pub use names::DirectoryNames;
pub use outcomes::SnsOutcomes;

#[cfg(test)]
mod tests;
