//! The ports' AWS side.

mod bucket;
mod names;
mod outcomes;
mod signer;

pub use bucket::S3Bucket;
pub use names::DirectoryNames;
pub use outcomes::SnsOutcomes;
pub use signer::KmsSigner;

#[cfg(test)]
mod tests;
