//! An AWS for tests: it remembers what it was asked, and answers what it was told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::infallible_client_fn;
use serde_json::{Value, json};

/// What was asked: the operation, and its content.
pub(crate) type Requests = Arc<Mutex<Vec<Value>>>;

/// A configuration whose calls are answered with these statuses and bodies, then with `{}`.
pub(crate) fn aws(answers: Vec<(u16, String)>) -> (SdkConfig, Requests) {
    let answers = Mutex::new(VecDeque::from(answers));
    let requests = Requests::default();
    let seen = requests.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        let (parts, body) = request.into_parts();
        let header = |name: &str| parts.headers.get(name).map(|it| it.to_str().unwrap().to_owned());
        let target = header("x-amz-target");
        let target = target.unwrap_or_else(|| format!("{} {}", parts.method, parts.uri));
        let text = String::from_utf8_lossy(body.bytes().unwrap_or_default()).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let condition = header("if-none-match");
        let kind = header("content-type");
        let request =
            json!({"target": target, "body": body, "ifNoneMatch": condition, "type": kind});
        seen.lock().unwrap().push(request);
        let (status, body) =
            answers.lock().unwrap().pop_front().unwrap_or_else(|| (200, "{}".to_owned()));
        http::Response::builder().status(status).body(body).unwrap()
    });
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .http_client(http)
        .build();
    (config, requests)
}
