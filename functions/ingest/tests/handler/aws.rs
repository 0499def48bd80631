//! The requests that the AWS sides of the ports make, to the byte, and how they read answers.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::primitives::SdkBody;
use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use ingest::auth::{FetchError, FetchSecret, SecretsManager};
use ingest::quarantine::{PutQuarantine, S3, Specimen};
use lambda_http::http::{Request, Response};
use milepost_contracts::specimen::Part;
use serde_json::{Value, json};

use crate::support::now;

/// A client that answers once with this, and the configuration that uses it.
fn replay(status: u16, body: &str) -> (StaticReplayClient, SdkConfig) {
    let request = Request::builder().uri("https://ignored").body(SdkBody::empty()).unwrap();
    let response = Response::builder().status(status).body(SdkBody::from(body)).unwrap();
    let client = StaticReplayClient::new(vec![ReplayEvent::new(request, response)]);
    let credentials = Credentials::new("id", "key", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(client.clone())
        .build();
    (client, config)
}

#[tokio::test]
async fn a_specimen_is_one_put_object() {
    let (client, config) = replay(200, "");
    let s3 = S3::new(aws_sdk_s3::Client::new(&config), "bucket".to_owned());
    let specimen = Specimen {
        reason: "not_json",
        part: Part::Body,
        bytes: b"not json".to_vec(),
        account: Some("12 34\n".to_owned()),
        received_at: now(),
    };
    let key = specimen.key();
    s3.put(specimen).await.unwrap();
    let requests: Vec<_> = client.actual_requests().collect();
    let [request] = requests.as_slice() else { panic!("{}", requests.len()) };
    assert_eq!(request.method(), "PUT");
    let host = "https://bucket.s3.us-east-1.amazonaws.com";
    assert_eq!(request.uri(), format!("{host}/{key}?x-id=PutObject"));
    assert_eq!(request.body().bytes(), Some(&b"not json"[..]));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("x-amz-meta-reason", "not_json"),
        ("x-amz-meta-part", "body"),
        ("x-amz-meta-received-at", "2026-01-02T03:04:05Z"),
        ("x-amz-meta-account", "12%2034%0A"),
    ] {
        assert_eq!(request.headers().get(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_refused_put_is_an_error_that_names_the_cause() {
    let (_, config) = replay(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    let s3 = S3::new(aws_sdk_s3::Client::new(&config), "bucket".to_owned());
    let specimen = Specimen {
        reason: "x",
        part: Part::Event,
        bytes: Vec::new(),
        account: None,
        received_at: now(),
    };
    let error = s3.put(specimen).await.unwrap_err();
    assert_eq!(error.0, "refused: AccessDenied: no");
}

async fn fetch(status: u16, answer: &Value) -> (Result<String, FetchError>, Value) {
    let (client, config) = replay(status, &answer.to_string());
    let client_of = aws_sdk_secretsmanager::Client::new(&config);
    let result = SecretsManager::new(client_of, "arn:secret".to_owned()).fetch().await;
    let requests: Vec<_> = client.actual_requests().collect();
    let target = requests[0].headers().get("x-amz-target");
    assert_eq!(target, Some("secretsmanager.GetSecretValue"));
    (result, serde_json::from_slice(requests[0].body().bytes().unwrap()).unwrap())
}

#[tokio::test]
async fn the_secret_is_one_get_secret_value() {
    let (result, sent) = fetch(200, &json!({"SecretString": "{}"})).await;
    assert_eq!((result, sent), (Ok("{}".to_owned()), json!({"SecretId": "arn:secret"})));
    let (result, _) = fetch(200, &json!({"SecretBinary": "e30="})).await;
    assert_eq!(result, Err(FetchError("the secret has no text".to_owned())));
    let refused = json!({"__type": "ResourceNotFoundException", "Message": "gone"});
    let (result, _) = fetch(400, &refused).await;
    let error = "refused: ResourceNotFoundException: gone";
    assert_eq!(result, Err(FetchError(error.to_owned())));
}
