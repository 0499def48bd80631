//! Keeping what cannot be routed: the raw bytes, with the reason.

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use milepost_contracts::percent_encoded;
use milepost_contracts::specimen::{ACCOUNT, PART, Part, REASON, RECEIVED_AT, specimen_key};
use milepost_store::{Bucket, StoreError, Upload};
use sha2::{Digest, Sha256};

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

    /// The object: the bytes as they were sent, and in its metadata what is known of them.
    fn into_upload(self) -> Upload {
        let mut metadata = vec![
            (REASON, self.reason.to_owned()),
            (PART, self.part.as_str().to_owned()),
            (RECEIVED_AT, self.received_at.to_string()),
        ];
        metadata.extend(self.account.map(|account| (ACCOUNT, percent_encoded(&account))));
        Upload { bytes: self.bytes, media_type: "application/octet-stream", metadata }
    }
}

/// Keeps all specimens, several at a time.
///
/// # Errors
/// If one of them could not be kept.
pub async fn put_all(quarantine: &Bucket, specimens: Vec<Specimen>) -> Result<(), StoreError> {
    stream::iter(specimens)
        .map(
            |specimen| async move { quarantine.put(&specimen.key(), specimen.into_upload()).await },
        )
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await
}

#[cfg(test)]
mod tests {

    use super::*;
    use milepost_harness::store::Memory;

    #[tokio::test]
    async fn a_specimen_is_one_put_object() {
        let specimen = Specimen {
            reason: "not_json",
            part: Part::Body,
            bytes: b"not json".to_vec(),
            account: Some("12 34\n".to_owned()),
            received_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        };
        let (memory, key) = (Memory::default(), specimen.key());
        put_all(&memory.bucket("quarantine"), vec![specimen]).await.unwrap();
        assert_eq!(memory.calls(), ["PutObject"]);
        let kept = memory.object("quarantine", &key).unwrap();
        assert_eq!((&*kept.bytes, kept.media_type), (&b"not json"[..], "application/octet-stream"));
        let metadata: Vec<_> = kept.metadata.iter().map(|it| (it.0, it.1.as_str())).collect();
        let expected = [
            ("reason", "not_json"),
            ("part", "body"),
            ("received-at", "2026-01-02T03:04:05Z"),
            ("account", "12%2034%0A"),
        ];
        assert_eq!(metadata, expected);
    }
}
