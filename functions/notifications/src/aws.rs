//! The ports on AWS.

mod policy_file;
mod topic;

pub use policy_file::{POLICY_KEY, S3PolicyFile};
pub use topic::SnsNotifications;

#[cfg(test)]
mod tests;
