use milepost_scripted_aws::{Requests, aws};

use super::*;

/// A bucket whose calls are answered with these statuses and bodies; and what it was asked.
fn bucket(answers: &[(u16, &str)]) -> (Bucket, Requests) {
    let answers = answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
    let (config, requests) = aws(answers);
    (Bucket::s3(Client::new(&config), "documents"), requests)
}

fn upload(bytes: &str) -> Upload {
    let metadata = vec![("reason", "not_json".to_owned())];
    Upload { bytes: bytes.as_bytes().to_vec(), media_type: "text/plain", metadata }
}

fn refusal(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>no</Message></Error>")
}

#[tokio::test]
async fn an_object_is_read_with_its_tag() {
    let (bucket, requests) = bucket(&[(200, "%PDF"), (404, &refusal("NoSuchKey"))]);
    let object = bucket.get("a/b.pdf").await.unwrap().unwrap();
    assert_eq!((&*object.bytes, object.etag.as_deref()), (&b"%PDF"[..], Some("\"tag\"")));
    assert_eq!(bucket.get("a/b.pdf").await, Ok(None));
    let url = "GET https://documents.s3.eu-west-1.amazonaws.com/a/b.pdf?x-id=GetObject";
    assert_eq!(requests.all()[0]["target"], url);
}

#[tokio::test]
async fn an_empty_object_has_no_start_and_is_no_failure() {
    let (bucket, _) = bucket(&[(200, "version = 1"), (416, &refusal("InvalidRange"))]);
    assert_eq!(bucket.get_start("p", 100).await.unwrap().unwrap().bytes, b"version = 1");
    assert_eq!(bucket.get_start("p", 100).await.unwrap().unwrap().bytes, b"");
}

#[tokio::test]
async fn an_object_is_stored_with_its_type_and_metadata() {
    let (bucket, requests) = bucket(&[(200, "")]);
    bucket.put("key", upload("bytes")).await.unwrap();
    let request = &requests.all()[0];
    assert!(request["target"].as_str().unwrap().starts_with("PUT "), "{request}");
    assert_eq!((&request["body"], &request["type"]), (&"bytes".into(), &"text/plain".into()));
    assert!(request["ifNoneMatch"].is_null(), "{request}");
}

#[tokio::test]
async fn what_is_there_stays_and_is_returned() {
    let (bucket, requests) = bucket(&[(412, &refusal("PreconditionFailed")), (200, "old")]);
    assert_eq!(bucket.put_once("key", upload("new")).await, Ok(b"old".to_vec()));
    let requests = requests.all();
    assert_eq!(requests[0]["ifNoneMatch"], "*");
    assert!(requests[1]["target"].as_str().unwrap().starts_with("GET "));
}

#[tokio::test]
async fn a_failed_call_says_why() {
    for (status, code, expected) in [
        (403, "AccessDenied", "refused: AccessDenied: no"),
        (503, "SlowDown", "throttled: SlowDown: no"),
        (409, "ConditionalRequestConflict", "version conflict"),
    ] {
        let (bucket, _) = bucket(&[(status, &refusal(code))]);
        let error = bucket.put("key", upload("bytes")).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}
