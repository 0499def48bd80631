//! What dealing with the quarantine needs of the world: one port for each operation.

use milepost_contracts::Routed;

use super::specimen::{Listed, Metadata, Specimen};
use crate::aws_error::AwsError;

/// Lists the specimens, all or those of one reason.
pub(crate) trait ListSpecimens {
    async fn list(&self, reason: Option<&str>) -> Result<Vec<Listed>, AwsError>;
}

/// Reads what stands beside the bytes.
pub(crate) trait DescribeSpecimen {
    async fn describe(&self, listed: &Listed) -> Result<Metadata, AwsError>;
}

/// Reads bytes and metadata.
pub(crate) trait FetchSpecimen {
    async fn fetch(&self, listed: &Listed) -> Result<Specimen, AwsError>;
}

/// Removes a specimen; the bucket keeps the version for 30 days.
pub(crate) trait RemoveSpecimen {
    async fn remove(&self, listed: &Listed) -> Result<(), AwsError>;
}

/// Sends events to the events queue.
pub(crate) trait SendEvents {
    /// Sends at most ten, and says at what places are those that were not taken.
    async fn send(&self, batch: &[&Routed]) -> Result<Vec<usize>, AwsError>;
}
