//! The ports on AWS.

mod policy_file;

pub use policy_file::{POLICY_KEY, S3PolicyFile};

#[cfg(test)]
mod tests;
