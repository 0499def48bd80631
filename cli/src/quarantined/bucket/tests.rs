use milepost_contracts::specimen::Part;
use milepost_harness::server::{Server, answer, answer_with};

use super::*;
use crate::stack::tests::config;

const PAGE: &str = "<ListBucketResult><IsTruncated>MORE</IsTruncated>\
    <NextContinuationToken>next</NextContinuationToken>\
    <Contents><Key>not_json/KEY</Key><Size>3</Size>\
    <LastModified>2026-11-23T08:00:00.000Z</LastModified></Contents></ListBucketResult>";

fn page(key: &str, is_last: bool) -> String {
    let more = if is_last { "false" } else { "true" };
    answer(200, &PAGE.replace("MORE", more).replace("KEY", key))
}

async fn bucket(answers: Vec<String>) -> (Bucket, Server) {
    let server = Server::start(answers).await;
    let config = config(&server.url);
    let place = Place::of(&config).unwrap();
    (Bucket { client: Client::new(&config), name: "kept".to_owned(), place }, server)
}

fn one() -> Listed {
    let kept_at = "2026-11-23T08:00:00Z".parse().unwrap();
    Listed { key: "not_json/ab".to_owned(), bytes: 3, kept_at }
}

/// The request line and, of the headers, nothing.
fn line(request: &str) -> &str {
    request.lines().next().unwrap()
}

#[tokio::test]
async fn a_listing_goes_to_the_last_page() {
    let (bucket, server) = bucket(vec![page("ab", false), page("cd", true)]).await;
    let all = bucket.list(Some("not_json")).await.unwrap();
    assert_eq!(all, [one(), Listed { key: "not_json/cd".to_owned(), ..one() }]);
    let requests = server.requests();
    assert_eq!(line(&requests[0]), "GET /kept/?list-type=2&prefix=not_json%2F HTTP/1.1");
    assert_eq!(
        line(&requests[1]),
        "GET /kept/?list-type=2&prefix=not_json%2F&continuation-token=next HTTP/1.1"
    );
}

const METADATA: &str = "x-amz-meta-reason: not_json\r\nx-amz-meta-account: a%20b\r\n\
    x-amz-meta-part: event\r\nx-amz-meta-received-at: 2026-11-22T08:00:00.5Z\r\n";

fn described() -> Metadata {
    Metadata {
        reason: Some("not_json".to_owned()),
        received_at: "2026-11-22T08:00:00.5Z".parse().ok(),
        account: "a b".parse().ok(),
        part: Some(Part::Event),
    }
}

#[tokio::test]
async fn a_object_is_read_with_what_stands_beside_it() {
    let (bucket, server) = bucket(vec![answer_with(200, METADATA, "{a:")]).await;
    let object = bucket.fetch(&one()).await.unwrap();
    assert_eq!(object, Object { listed: one(), metadata: described(), body: b"{a:".to_vec() });
    assert_eq!(line(&server.requests()[0]), "GET /kept/not_json/ab?x-id=GetObject HTTP/1.1");
}

#[tokio::test]
async fn a_description_needs_no_bytes() {
    let (bucket, server) = bucket(vec![answer_with(200, METADATA, "")]).await;
    assert_eq!(bucket.describe(&one()).await.unwrap(), described());
    assert_eq!(line(&server.requests()[0]), "HEAD /kept/not_json/ab HTTP/1.1");
}

#[tokio::test]
async fn what_is_no_metadata_is_left_out() {
    let odd = "x-amz-meta-received-at: soon\r\nx-amz-meta-part: half\r\n";
    let (bucket, _server) = bucket(vec![answer_with(200, odd, "")]).await;
    assert_eq!(bucket.describe(&one()).await.unwrap(), Metadata::default());
}

#[tokio::test]
async fn a_removal_is_one_delete_object() {
    let (bucket, server) = bucket(vec![answer(204, "")]).await;
    bucket.remove(&one()).await.unwrap();
    let request = server.requests().remove(0);
    assert_eq!(line(&request), "DELETE /kept/not_json/ab?x-id=DeleteObject HTTP/1.1");
}

#[tokio::test]
async fn a_refusal_says_what_aws_says() {
    let denied = "<Error><Code>AccessDenied</Code><Message>not you</Message></Error>";
    let (bucket, _server) = bucket(vec![answer(403, denied)]).await;
    let error = bucket.list(None).await.unwrap_err().to_string();
    assert!(error.ends_with("refused the call: AccessDenied: not you"), "{error}");
}
