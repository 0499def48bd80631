//! An AWS for unit tests: it answers what it is told to, and remembers what it was asked.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests panic")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::infallible_client_fn;
use serde_json::{Value, json};

/// What was asked, each as `{"target", "body", "ifNoneMatch", "type"}`: the operation or, where
/// the protocol has none, method and address; the body, in JSON if it is; two headers.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Mutex<Vec<Value>>>);

impl Requests {
    /// All until now.
    pub fn all(&self) -> Vec<Value> {
        self.0.lock().expect("no panic before").clone()
    }

    /// Targets with bodies.
    pub fn calls(&self) -> Vec<(String, Value)> {
        let call =
            |it: Value| (it["target"].as_str().unwrap_or_default().to_owned(), it["body"].clone());
        self.all().into_iter().map(call).collect()
    }
}

/// A configuration whose calls are answered with these statuses and bodies and the `ETag` `"tag"`,
/// then with `{}`. The SDK makes one attempt each.
pub fn aws(answers: Vec<(u16, String)>) -> (SdkConfig, Requests) {
    let answers = Mutex::new(VecDeque::from(answers));
    let requests = Requests::default();
    let seen = requests.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        let (parts, body) = request.into_parts();
        let asked = asked(&parts, body.bytes().unwrap_or_default());
        seen.0.lock().expect("no panic before").push(asked);
        let answer = answers.lock().expect("no panic before").pop_front();
        let (status, body) = answer.unwrap_or_else(|| (200, "{}".to_owned()));
        http::Response::builder()
            .status(status)
            .header("etag", "\"tag\"")
            .body(body)
            .expect("an answer")
    });
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(RetryConfig::disabled())
        .http_client(http)
        .build();
    (config, requests)
}

/// The same with JSON for answers.
pub fn json_aws(answers: impl IntoIterator<Item = (u16, Value)>) -> (SdkConfig, Requests) {
    aws(answers.into_iter().map(|(status, body)| (status, body.to_string())).collect())
}

fn asked(parts: &http::request::Parts, body: &[u8]) -> Value {
    let header = |name: &str| parts.headers.get(name).and_then(|it| it.to_str().ok());
    let target = header("x-amz-target").map(str::to_owned);
    let text = String::from_utf8_lossy(body).into_owned();
    json!({
        "target": target.unwrap_or_else(|| format!("{} {}", parts.method, parts.uri)),
        "body": serde_json::from_str(&text).unwrap_or(Value::String(text)),
        "ifNoneMatch": header("if-none-match"),
        "type": header("content-type"),
    })
}
