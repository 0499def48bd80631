//! The quarantine in Amazon S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use milepost_contracts::percent_encoded;
use milepost_contracts::specimen::{ACCOUNT, PART, REASON, RECEIVED_AT};

use super::{PutError, PutQuarantine, Specimen};
use milepost_runtime::aws_error::describe;

/// Keeps specimens with `PutObject` in one bucket.
#[derive(Debug)]
pub struct S3 {
    client: Client,
    bucket: String,
}

impl S3 {
    /// Keeps them in this bucket.
    pub const fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }
}

impl PutQuarantine for S3 {
    async fn put(&self, specimen: Specimen) -> Result<(), PutError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(specimen.key())
            .content_type("application/octet-stream")
            .metadata(REASON, specimen.reason)
            .metadata(PART, specimen.part.as_str())
            .metadata(RECEIVED_AT, specimen.received_at.to_string());
        let request = match &specimen.account {
            Some(account) => request.metadata(ACCOUNT, percent_encoded(account)),
            None => request,
        };
        let stored = request.body(ByteStream::from(specimen.bytes)).send().await;
        stored.map(|_| ()).map_err(|error| PutError(describe(&error)))
    }
}
