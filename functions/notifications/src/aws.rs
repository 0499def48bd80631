//! The ports on AWS.

mod accepted;
mod enrollments;
mod policy_file;
mod topic;

pub use accepted::DynamoAccepted;
pub use enrollments::DynamoStandings;
pub use policy_file::{POLICY_KEY, S3PolicyFile};
pub use topic::SnsNotifications;

#[cfg(test)]
mod tests;
