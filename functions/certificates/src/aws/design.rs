//! A company's own design in Amazon S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use milepost_runtime::aws_error::describe;

use crate::documents::{DesignFile, ReadDesign};
use crate::ports::Outside;

/// Reads the files from `design/` of one bucket by `GetObject`.
#[derive(Clone, Debug)]
pub struct S3Design {
    client: Client,
    bucket: String,
}

impl S3Design {
    /// Reads from this bucket.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

impl ReadDesign for S3Design {
    async fn read(&self, file: DesignFile) -> Result<Option<Vec<u8>>, Outside> {
        let call = self.client.get_object().bucket(&self.bucket).key(file.key());
        match call.send().await {
            Ok(answer) => {
                let content = answer.body.collect().await;
                content.map(|it| Some(it.to_vec())).map_err(|error| failed(error.to_string()))
            }
            // So S3 answers only to who may list the bucket; others are told 403.
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                Ok(None)
            }
            Err(error) => Err(failed(describe(&error))),
        }
    }
}

fn failed(why: String) -> Outside {
    Outside { what: "the design", why }
}
