use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::test_util::infallible_client_fn;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// Bodies of the requests that were made.
type Requests = Arc<Mutex<Vec<Value>>>;

fn now() -> Time {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// `DynamoDB`, answering all calls like this.
fn dynamo(status: u16, answer: &'static str) -> (Requests, DynamoMarks) {
    let requests = Requests::default();
    let seen = requests.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        assert_eq!(request.headers()["x-amz-target"], "DynamoDB_20120810.PutItem");
        let body = request.into_body();
        seen.lock().unwrap().push(serde_json::from_slice(body.bytes().unwrap()).unwrap());
        http::Response::builder().status(status).body(answer).unwrap()
    });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::for_tests())
        .retry_config(RetryConfig::disabled())
        .http_client(http);
    (requests, DynamoMarks::new(Client::from_conf(config.build()), "directory".to_owned(), now))
}

fn changed(deleted: bool) -> ChangedMark {
    let as_of = "2026-11-23T11:59:58Z".parse().unwrap();
    ChangedMark { lo_id: "course:1#a".parse().unwrap(), deleted, as_of }
}

fn seats() -> SeatsMark {
    let seats = Seats { seat_limit: Some(30), enrollment_count: Some(29), waitlist_count: None };
    let as_of = "2026-11-20T08:00:00Z".parse().unwrap();
    SeatsMark { lo_instance_id: "course:1_2".parse().unwrap(), seats, as_of }
}

/// The one request, with its members in order, each on a line.
fn only(requests: &Requests) -> String {
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), 1);
    members(&requests[0]).join("\n")
}

fn members(value: &Value) -> Vec<String> {
    let members: BTreeMap<_, _> = value.as_object().unwrap().iter().collect();
    members.into_iter().map(|(name, value)| format!("{name}: {}", in_order(value))).collect()
}

fn in_order(value: &Value) -> String {
    if value.is_object() { format!("{{{}}}", members(value).join(", ")) } else { value.to_string() }
}

#[tokio::test]
async fn the_request_of_a_change_is_exactly_this() {
    let (requests, marks) = dynamo(200, "{}");
    assert_eq!(marks.mark(&changed(false)).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR (#content.#deleted = :deleted AND #asOf < :asOf)"
    ExpressionAttributeNames: {#asOf: "asOf", #content: "content", #deleted: "deleted"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-23T11:59:58.000Z"}, :deleted: {BOOL: false}}
    Item: {asOf: {S: "2026-11-23T11:59:58.000Z"}, content: {M: {deleted: {BOOL: false}, kind: {S: "changed"}}}, expiresAt: {N: "1829995200"}, pk: {S: "object#course:1%23a"}, sk: {S: "changed"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn the_request_of_a_deletion_is_exactly_this() {
    let (requests, marks) = dynamo(200, "{}");
    assert_eq!(marks.mark(&changed(true)).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR #content.#deleted <> :deleted OR #asOf < :asOf"
    ExpressionAttributeNames: {#asOf: "asOf", #content: "content", #deleted: "deleted"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-23T11:59:58.000Z"}, :deleted: {BOOL: true}}
    Item: {asOf: {S: "2026-11-23T11:59:58.000Z"}, content: {M: {deleted: {BOOL: true}, kind: {S: "changed"}}}, expiresAt: {N: "1829995200"}, pk: {S: "object#course:1%23a"}, sk: {S: "changed"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn the_request_of_seats_is_exactly_this() {
    let (requests, marks) = dynamo(200, "{}");
    assert_eq!(marks.keep(&seats()).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR #asOf <= :asOf"
    ExpressionAttributeNames: {#asOf: "asOf"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-20T08:00:00.000Z"}}
    Item: {asOf: {S: "2026-11-20T08:00:00.000Z"}, content: {M: {enrollmentCount: {N: "29"}, kind: {S: "seats"}, seatLimit: {N: "30"}}}, expiresAt: {N: "1829995200"}, pk: {S: "instance#course:1_2"}, sk: {S: "seats"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn a_condition_that_fails_says_that_what_is_stored_outranks_it() {
    let answer = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}"#;
    let (_, marks) = dynamo(400, answer);
    assert_eq!(marks.mark(&changed(false)).await, Ok(Kept::Outranked));
    assert_eq!(marks.keep(&seats()).await, Ok(Kept::Outranked));
}

#[tokio::test]
async fn any_other_failure_is_told_without_the_item() {
    let answer =
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}"#;
    let (_, marks) = dynamo(400, answer);
    let told = "refused: ThrottlingException: slow".to_owned();
    assert_eq!(marks.mark(&changed(true)).await, Err(TableError::Call(told.clone())));
    assert_eq!(marks.keep(&seats()).await, Err(TableError::Call(told)));
}

#[test]
fn a_reader_understands_what_is_written() {
    for item in [changed(true).item(now()), seats().item(now())] {
        let stored: serde_dynamo::Item = serde_dynamo::to_item(&item).unwrap();
        assert_eq!(serde_dynamo::from_item::<_, Item>(stored).unwrap(), item);
    }
}

proptest! {
    /// So the last one to stand does not depend on the order.
    #[test]
    fn of_two_marks_exactly_one_outranks_the_other_or_they_are_one(
        one in (any::<bool>(), 0_i64..3), other in (any::<bool>(), 0_i64..3),
    ) {
        let mark = |(deleted, second): (bool, i64)| {
            ChangedMark { as_of: Time::from_millis(second * 1000).unwrap(), ..changed(deleted) }
        };
        let (one, other) = (mark(one), mark(other));
        prop_assert_eq!(one.outranks(&other) || other.outranks(&one), one != other);
        prop_assert!(!(one.outranks(&other) && other.outranks(&one)));
    }
}
