//! The requests that the AWS sides of the ports make, to the byte, and how they read answers.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::primitives::SdkBody;
use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use ingest::auth::{FetchError, FetchSecret, SecretsManager};
use lambda_http::http::{Request, Response};
use serde_json::{Value, json};

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
