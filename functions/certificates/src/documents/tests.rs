use std::sync::atomic::{AtomicI64, Ordering};

use milepost_credential::unbake;
use milepost_harness::store::Memory;
use milepost_store::Upload;
use serde_json::json;

use super::*;

static MINUTE: AtomicI64 = AtomicI64::new(0);

fn documents(memory: &Memory, clock: fn() -> Time) -> Documents {
    let bucket = memory.bucket("documents");
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
    let memory = Memory::default();
    let documents = documents(&memory, noon);
    let pdf = documents.pdf(&certificate(), b"{}").await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let badge = documents.badge(br#"{"id":"x"}"#).await.unwrap();
    assert_eq!(unbake(&badge).unwrap().as_deref(), Some(r#"{"id":"x"}"#));
}

#[tokio::test]
async fn a_design_that_cannot_be_used_issues_nothing() {
    let memory = Memory::default();
    let upload = Upload { bytes: b"{".to_vec(), media_type: "application/json", metadata: vec![] };
    memory.seed_object("documents", &key(DesignFile::Theme), upload);
    let error = documents(&memory, noon).pdf(&certificate(), b"{}").await.unwrap_err();
    assert_eq!(error.what, "the design");
}

#[tokio::test]
async fn a_file_that_is_too_large_issues_nothing() {
    for file in DesignFile::ALL {
        let memory = Memory::default();
        let bytes = vec![b' '; 2 * file.limit()];
        let upload = Upload { bytes, media_type: "text/plain", metadata: vec![] };
        memory.seed_object("documents", &key(file), upload);
        let documents = documents(&memory, noon);
        let error = documents.prepare().await.unwrap_err();
        assert_eq!((error.what, error.why.split(' ').next()), ("the design", Some(file.name())));
    }
}

#[tokio::test]
async fn the_bucket_is_asked_again_after_five_minutes() {
    let memory = Memory::default();
    let documents = documents(&memory, || noon().plus_minutes(MINUTE.load(Ordering::Relaxed)));
    for (minute, reads) in [(0, 4), (4, 4), (5, 8)] {
        MINUTE.store(minute, Ordering::Relaxed);
        documents.prepare().await.unwrap();
        assert_eq!(memory.calls().len(), reads, "minute {minute}");
    }
}

#[tokio::test]
async fn days_are_those_of_the_certificates_zone() {
    let documents = documents(&Memory::default(), noon);
    // Sunday 17:30 in Los Angeles, Monday in UTC and further east.
    for (zone, day, place) in [
        (Some("America/Los_Angeles"), "2026-12-13", Some("Los Angeles")),
        (Some("Europe/Berlin"), "2026-12-14", None),
        (Some("Asia/Kolkata"), "2026-12-14", None),
        (Some("Etc/UTC"), "2026-12-14", Some("UTC")),
        // Of an older release: as it was printed.
        (None, "2026-12-14", None),
    ] {
        let mut certificate = certificate();
        certificate.snapshot.time_zone = zone.map(|name| name.parse().unwrap());
        certificate.snapshot.completed_at = "2026-12-14T01:30:00Z".parse().unwrap();
        certificate.snapshot.valid_until = Some(certificate.snapshot.completed_at);
        let content = documents.content(&certificate, b"{}");
        let printed = content.completed_on;
        assert_eq!(printed.date.to_string(), day, "{zone:?}");
        assert_eq!(printed.place.as_deref(), place, "{zone:?}");
        assert_eq!(content.expires_on, Some(printed));
    }
}
