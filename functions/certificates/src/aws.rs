//! The ports' AWS side.

mod bucket;
mod design;
mod names;
mod signer;

pub use bucket::S3Bucket;
pub use design::S3Design;
pub use names::DirectoryNames;
pub use signer::KmsSigner;

#[cfg(test)]
mod tests;
