//! The ports' AWS side.

mod names;
mod signer;

pub use names::DirectoryNames;
pub use signer::KmsSigner;

#[cfg(test)]
mod tests;
