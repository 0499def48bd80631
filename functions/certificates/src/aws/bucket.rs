//! The documents in Amazon S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use milepost_certificate::CertificateId;
use milepost_certificate::document::Document;
use milepost_runtime::aws_error::describe;

use crate::ports::{Outside, StoreDocument};

/// Keeps documents in one bucket: `PutObject` where there is none, else `GetObject`.
#[derive(Clone, Debug)]
pub struct S3Bucket {
    client: Client,
    bucket: String,
}

impl S3Bucket {
    /// Keeps them in this bucket.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }

    async fn get(&self, key: &str) -> Result<Vec<u8>, Outside> {
        let answer = self.client.get_object().bucket(&self.bucket).key(key).send().await;
        let answer = answer.map_err(|error| failed(describe(&error)))?;
        let content = answer.body.collect().await.map_err(|error| failed(error.to_string()))?;
        Ok(content.to_vec())
    }
}

impl StoreDocument for S3Bucket {
    async fn store(
        &self,
        id: CertificateId,
        document: Document,
        content: Vec<u8>,
    ) -> Result<Vec<u8>, Outside> {
        let key = document.key(id);
        let put = self.client.put_object().bucket(&self.bucket).key(&key).if_none_match("*");
        let put = put.content_type(document.media_type());
        match put.body(ByteStream::from(content.clone())).send().await {
            Ok(_) => Ok(content),
            Err(error) if error.code() == Some("PreconditionFailed") => self.get(&key).await,
            // A conflict means that another one is just storing it: S3 asks to try again.
            Err(error) => Err(failed(describe(&error))),
        }
    }
}

fn failed(why: String) -> Outside {
    Outside { what: "the bucket of documents", why }
}
