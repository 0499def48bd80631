//! What dealing with the quarantine needs of the world: one port for each operation.

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
