//! The AWS side of the port.

use aws_sdk_s3::operation::get_object::GetObjectError;
use milepost_certificate::CertificateId;
use milepost_certificate::document::Document;
use milepost_runtime::aws_error::describe;

use crate::ports::{BucketError, ReadDocument, StoredFile};

/// The bucket of documents in S3.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: aws_sdk_s3::Client,
    name: String,
}

impl Bucket {
    /// Reads this bucket.
    pub const fn new(client: aws_sdk_s3::Client, name: String) -> Self {
        Self { client, name }
    }
}

impl ReadDocument for Bucket {
    async fn document(
        &self,
        id: CertificateId,
        document: Document,
    ) -> Result<Option<StoredFile>, BucketError> {
        let call = self.client.get_object().bucket(&self.name).key(document.key(id));
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                return Ok(None);
            }
            Err(error) => return Err(BucketError(describe(&error))),
        };
        let etag = answer.e_tag;
        let body = answer.body.collect().await;
        let body = body.map_err(|_| BucketError("the body broke off".to_owned()))?;
        Ok(Some(StoredFile { bytes: body.to_vec(), etag }))
    }
}

#[cfg(test)]
mod tests;
