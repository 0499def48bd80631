//! The company's rules file in Amazon S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use milepost_notification::policy::MAX_POLICY_BYTES;
use milepost_runtime::aws_error::describe;

use crate::ports::{Outside, ReadPolicyFile};

/// Where the file lies in the bucket.
pub const POLICY_KEY: &str = "notifications/policy.toml";

/// Reads the file by `GetObject`.
#[derive(Clone, Debug)]
pub struct S3PolicyFile {
    client: Client,
    bucket: String,
}

impl S3PolicyFile {
    /// Reads from this bucket.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

impl ReadPolicyFile for S3PolicyFile {
    async fn read(&self) -> Result<Option<String>, Outside> {
        let call = self.client.get_object().bucket(&self.bucket).key(POLICY_KEY);
        // One byte more than is taken tells that there is too much.
        let answer = match call.range(format!("bytes=0-{MAX_POLICY_BYTES}")).send().await {
            Ok(answer) => answer,
            // So S3 answers only to who may list the bucket; others are told 403.
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                return Ok(None);
            }
            // An empty file has no first byte.
            Err(error) if error.raw_response().is_some_and(|it| it.status().as_u16() == 416) => {
                return Ok(Some(String::new()));
            }
            Err(error) => return Err(failed(describe(&error))),
        };
        let content = answer.body.collect().await.map_err(|error| failed(error.to_string()))?;
        // What is not UTF-8 is no TOML either: the check says so.
        Ok(Some(String::from_utf8_lossy(&content.to_vec()).into_owned()))
    }
}

fn failed(why: String) -> Outside {
    Outside { what: "the policy", why }
}
