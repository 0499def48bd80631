use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;
use http::{Request, Response};
use serde_json::{Value, json};

use super::*;

const CONFLICT: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}"#;

fn answer(status: u16, body: &str) -> ReplayEvent {
    let response = Response::builder().status(status).body(SdkBody::from(body)).unwrap();
    ReplayEvent::new(Request::new(SdkBody::empty()), response)
}

fn budget(answers: Vec<ReplayEvent>) -> (DynamoBudget, StaticReplayClient) {
    let http = StaticReplayClient::new(answers);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .retry_config(aws_sdk_dynamodb::config::retry::RetryConfig::disabled())
        .http_client(http.clone())
        .build();
    (DynamoBudget::new(Client::from_conf(config), "directory".to_owned(), 2), http)
}

fn bodies(http: &StaticReplayClient) -> Vec<Value> {
    let body = |request: &aws_smithy_runtime_api::client::orchestrator::HttpRequest| {
        serde_json::from_slice(request.body().bytes().unwrap()).unwrap()
    };
    http.actual_requests().map(body).collect()
}

/// The minute of [`now`].
const MINUTE: &str = "29923920";

fn now() -> Timestamp {
    "2026-11-23T12:00:30Z".parse().unwrap()
}

fn stored(requests: u32) -> String {
    let item = json!({"Item": {
        "pk": {"S": "budget#users"}, "sk": {"S": "requests"}, "version": {"N": "7"},
        "window": {"M": {"minutes": {"M": {MINUTE: {"N": requests.to_string()}}}}}
    }});
    item.to_string()
}

#[tokio::test]
async fn the_first_request_makes_the_item() {
    let (budget, http) = budget(vec![answer(200, "{}"), answer(200, "{}")]);
    budget.take(Resource::Users, now()).await.unwrap();
    assert_eq!(
        bodies(&http),
        [
            json!({"TableName": "directory", "ConsistentRead": true,
                "Key": {"pk": {"S": "budget#users"}, "sk": {"S": "requests"}}}),
            json!({"TableName": "directory",
                "Item": {"pk": {"S": "budget#users"}, "sk": {"S": "requests"},
                    "version": {"N": "1"},
                    "window": {"M": {"minutes": {"M": {MINUTE: {"N": "1"}}}}}},
                "ConditionExpression": "attribute_not_exists(pk) OR #version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": "0"}}}),
        ]
    );
}

#[tokio::test]
async fn who_comes_second_reads_again() {
    let answers = vec![answer(200, &stored(1)), answer(400, CONFLICT), answer(200, &stored(2))];
    let (budget, http) = budget(answers);
    let spent = budget.take(Resource::Users, now()).await.unwrap_err();
    assert!(matches!(spent, BudgetError::Spent { resource: Resource::Users, .. }), "{spent}");
    assert_eq!(bodies(&http).len(), 3, "the limit of 2 was reached meanwhile");
}

#[tokio::test]
async fn without_the_table_no_request_is_allowed() {
    let (budget, _) = budget(vec![answer(400, r#"{"__type":"x#AccessDeniedException"}"#)]);
    let error = budget.take(Resource::Users, now()).await.unwrap_err();
    insta::assert_snapshot!(error, @"the request budget cannot be used: refused: AccessDeniedException");
}
