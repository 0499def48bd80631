use milepost_scripted_aws::{Requests, aws};

use super::*;

/// A bucket that answers this; and what it was asked.
fn bucket(status: u16, body: &str) -> (Bucket, Requests) {
    let (config, requests) = aws(vec![(status, body.to_owned())]);
    let client = aws_sdk_s3::Client::new(&config);
    (Bucket::new(client, "documents".to_owned()), requests)
}

fn id() -> CertificateId {
    CertificateId::from_bytes([7; 16])
}

#[tokio::test]
async fn a_document_lies_under_the_certificates_id() {
    let (bucket, requests) = bucket(200, "%PDF");
    let file = bucket.document(id(), Document::Pdf).await.unwrap().unwrap();
    assert_eq!((&*file.bytes, file.etag.as_deref()), (&b"%PDF"[..], Some("\"tag\"")));
    let url = format!(
        "GET https://documents.s3.eu-west-1.amazonaws.com/certificates/{}/certificate.pdf?x-id=GetObject",
        id()
    );
    assert_eq!(requests.all()[0]["target"], url);
}

#[tokio::test]
async fn a_missing_document_is_none_and_a_failed_call_an_error() {
    let (missing, _) = bucket(404, "<Error><Code>NoSuchKey</Code></Error>");
    assert_eq!(missing.document(id(), Document::Badge).await, Ok(None));
    let (failing, _) = bucket(503, "<Error><Code>SlowDown</Code></Error>");
    let error = failing.document(id(), Document::Badge).await.unwrap_err();
    assert!(error.0.contains("SlowDown"), "{error}");
}
