//! Objects in Amazon S3: `GetObject` and `PutObject`.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use milepost_runtime::aws_error::{describe, words};

use super::{Object, Upload};
use crate::backend::{Answer, BucketBackend};
use crate::error::StoreError;

/// One bucket.
pub(super) struct S3 {
    client: Client,
    name: String,
}

impl S3 {
    pub(super) const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    async fn read(&self, key: &str, most: Option<usize>) -> Result<Option<Object>, StoreError> {
        let call = self.client.get_object().bucket(&self.name).key(key);
        let range = most.map(|bytes| format!("bytes=0-{}", bytes.saturating_sub(1)));
        let answer = match call.set_range(range).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                return Ok(None);
            }
            // An empty object has no first byte.
            Err(error) if error.raw_response().is_some_and(|it| it.status().as_u16() == 416) => {
                return Ok(Some(Object { bytes: Vec::new(), etag: None }));
            }
            Err(error) => return Err(cause(&error)),
        };
        let etag = answer.e_tag;
        let body = answer.body.collect().await;
        let body = body.map_err(|_| StoreError::NotReached("the body broke off".to_owned()))?;
        Ok(Some(Object { bytes: body.to_vec(), etag }))
    }

    async fn write(&self, key: &str, upload: Upload, is_new: bool) -> Result<(), StoreError> {
        let Upload { bytes, media_type, metadata } = upload;
        let call = self.client.put_object().bucket(&self.name).key(key).content_type(media_type);
        let call =
            metadata.into_iter().fold(call, |call, (name, value)| call.metadata(name, value));
        let call = call.set_if_none_match(is_new.then(|| "*".to_owned()));
        let stored = call.body(ByteStream::from(bytes)).send().await;
        stored.map(|_| ()).map_err(|error| cause(&error))
    }
}

impl BucketBackend for S3 {
    fn get<'a>(&'a self, key: &'a str, most: Option<usize>) -> Answer<'a, Option<Object>> {
        Box::pin(self.read(key, most))
    }

    fn put<'a>(&'a self, key: &'a str, upload: Upload, is_new: bool) -> Answer<'a, ()> {
        Box::pin(self.write(key, upload, is_new))
    }
}

fn cause<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> StoreError {
    match error {
        SdkError::ServiceError(_) => match error.code() {
            Some("PreconditionFailed" | "ConditionalRequestConflict") => StoreError::Conflict,
            Some("SlowDown" | "RequestLimitExceeded" | "ServiceUnavailable") => {
                StoreError::Throttled(words(error))
            }
            _ => StoreError::Refused(words(error)),
        },
        SdkError::ConstructionFailure(_) => StoreError::Refused(describe(error)),
        _ => StoreError::NotReached(describe(error)),
    }
}
