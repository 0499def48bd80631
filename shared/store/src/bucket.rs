//! A bucket of objects.

mod s3;

use std::fmt;
use std::sync::Arc;

use aws_sdk_s3::Client;

use crate::backend::BucketBackend;
use crate::error::StoreError;
use s3::S3;

/// An object as it is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its entity tag, in quotes.
    pub etag: Option<String>,
}

/// An object to store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Upload {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// Names and values of its metadata: ASCII, at most 2 KB together.
    pub metadata: Vec<(&'static str, String)>,
}

/// A bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket(Arc<dyn BucketBackend>);

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bucket")
    }
}

impl Bucket {
    /// The bucket of this name in S3.
    pub fn s3(client: Client, name: impl Into<String>) -> Self {
        Self::on(Arc::new(S3::new(client, name.into())))
    }

    /// The bucket on this backend.
    pub fn on(backend: Arc<dyn BucketBackend>) -> Self {
        Self(backend)
    }

    /// Reads the object with this key, if there is one.
    ///
    /// # Errors
    /// If the call fails. S3 tells only who may list the bucket that there is no such object;
    /// others are [refused](StoreError::Refused).
    pub async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        self.0.get(key, None).await
    }

    /// Reads so many bytes of the object at the most: for what others put there.
    ///
    /// # Errors
    /// As of [`Self::get`].
    pub async fn get_start(&self, key: &str, most: usize) -> Result<Option<Object>, StoreError> {
        self.0.get(key, Some(most)).await
    }

    /// Stores an object in the place of the one with this key.
    ///
    /// # Errors
    /// If nobody can be sure that it is stored.
    pub async fn put(&self, key: &str, upload: Upload) -> Result<(), StoreError> {
        self.0.put(key, upload, false).await
    }

    /// Stores an object, unless there is one with this key: then it stays, and is returned.
    ///
    /// # Errors
    /// If nobody can be sure what is stored. [`StoreError::Conflict`] if another one is just
    /// storing it.
    pub async fn put_once(&self, key: &str, upload: Upload) -> Result<Vec<u8>, StoreError> {
        let bytes = upload.bytes.clone();
        match self.0.put(key, upload, true).await {
            Ok(()) => Ok(bytes),
            Err(StoreError::Conflict) => {
                let found = self.get(key).await?.ok_or(StoreError::Conflict)?;
                Ok(found.bytes)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
