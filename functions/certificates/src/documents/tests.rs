use std::collections::HashMap;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicI64, Ordering};

use milepost_credential::unbake;
use serde_json::json;

use super::*;

/// A bucket with these files, which counts how often it is asked.
#[derive(Default)]
struct Bucket {
    files: StdMutex<HashMap<DesignFile, Vec<u8>>>,
    reads: StdMutex<usize>,
}

impl ReadDesign for &Bucket {
    async fn read(&self, file: DesignFile) -> Result<Option<Vec<u8>>, Outside> {
        *self.reads.lock().unwrap() += 1;
        Ok(self.files.lock().unwrap().get(&file).cloned())
    }
}

static MINUTE: AtomicI64 = AtomicI64::new(0);

fn documents(bucket: &Bucket, clock: fn() -> Time) -> Documents<&Bucket> {
    let url = "https://learn.example.com".to_owned();
    Documents::new(bucket, "Example Ltd".to_owned(), url, clock).unwrap()
}

fn noon() -> Time {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn certificate() -> Certificate {
    serde_json::from_value(json!({
        "id": "07070707-0707-4707-8707-070707070707", "accountId": "1", "userId": "7",
        "loInstanceId": "course:1_2", "completion": "aa".repeat(32), "announcedIn": 3, "status": "drawn",
        "snapshot": {"name": "Ana Souza", "title": "Fire safety", "completedAt": "2026-11-20T12:00:00.000Z"},
        "statusList": {"list": 0, "index": 5}, "drawnAt": "2026-11-24T08:00:00.000Z",
    }))
    .unwrap()
}

#[tokio::test]
async fn without_files_of_its_own_a_company_has_the_built_in_design() {
    let bucket = Bucket::default();
    let documents = documents(&bucket, noon);
    let pdf = documents.pdf(&certificate(), b"{}").await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let badge = documents.badge(br#"{"id":"x"}"#).await.unwrap();
    assert_eq!(unbake(&badge).unwrap().as_deref(), Some(r#"{"id":"x"}"#));
}

#[tokio::test]
async fn a_design_that_cannot_be_used_issues_nothing() {
    let bucket = Bucket::default();
    bucket.files.lock().unwrap().insert(DesignFile::Theme, b"{".to_vec());
    let error = documents(&bucket, noon).pdf(&certificate(), b"{}").await.unwrap_err();
    assert_eq!(error.what, "the design");
}

#[tokio::test]
async fn the_bucket_is_asked_again_after_five_minutes() {
    let bucket = Bucket::default();
    let documents = documents(&bucket, || noon().plus_minutes(MINUTE.load(Ordering::Relaxed)));
    for (minute, reads) in [(0, 4), (4, 4), (5, 8)] {
        MINUTE.store(minute, Ordering::Relaxed);
        documents.prepare().await.unwrap();
        assert_eq!(*bucket.reads.lock().unwrap(), reads, "minute {minute}");
    }
}
