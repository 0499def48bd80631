//! Keeping what cannot be routed: the raw bytes, with the reason.

mod s3;

use std::future::Future;

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use milepost_contracts::specimen::{Part, specimen_key};
use sha2::{Digest, Sha256};

pub use s3::S3;

/// Calls under way at a time.
const PARALLEL: usize = 16;

/// Bytes to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specimen {
    /// Why, in one word of the program's own.
    pub reason: &'static str,
    /// Whether they are a whole body, or one event out of it.
    pub part: Part,
    /// The bytes as they were sent.
    pub bytes: Vec<u8>,
    /// The account, if it is known.
    pub account: Option<String>,
    /// When they arrived.
    pub received_at: Timestamp,
}

impl Specimen {
    /// The object's name: `<reason>/<SHA-256 of the bytes>`, so that the same bytes sent again
    /// make no second object.
    pub fn key(&self) -> String {
        specimen_key(self.reason, &hex::encode(Sha256::digest(&self.bytes)))
    }
}

/// Why the bytes could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the quarantine is not reachable: {0}")]
pub struct PutError(pub String);

/// Port: keeps one specimen.
pub trait PutQuarantine: Send + Sync {
    /// Stores it under its key.
    ///
    /// # Errors
    /// [`PutError`] if nobody can be sure that it is stored.
    fn put(&self, specimen: Specimen) -> impl Future<Output = Result<(), PutError>> + Send;
}

/// Keeps all specimens, several at a time.
///
/// # Errors
/// [`PutError`] if one of them could not be kept.
pub async fn put_all<Q: PutQuarantine>(
    quarantine: &Q,
    specimens: Vec<Specimen>,
) -> Result<(), PutError> {
    stream::iter(specimens)
        .map(|specimen| quarantine.put(specimen))
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await
}
