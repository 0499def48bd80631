//! The requests that the AWS sides of the ports make, to the byte, and how they read answers.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::primitives::SdkBody;
use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use ingest::auth::{FetchError, FetchSecret, SecretsManager};
use ingest::quarantine::{PutQuarantine, S3, Specimen};
use ingest::queue::{Failed, Message, SendBatch, SendError, Sqs};
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

fn messages() -> Vec<Message> {
    let message = |event, body: &str| Message {
        event,
        body: body.to_owned(),
        group_id: format!("group-{event}"),
        deduplication_id: format!("key-{event}"),
    };
    vec![message(7, "{}"), message(9, r#"{"x":"\u00e9"}"#)]
}

async fn send(status: u16, answer: &Value) -> (Result<Vec<Failed>, SendError>, Value) {
    send_these(&messages(), status, answer).await
}

fn queue(config: &SdkConfig) -> Sqs {
    let queue_url = "https://sqs.us-east-1.amazonaws.com/1/events.fifo".to_owned();
    Sqs::new(aws_sdk_sqs::Client::new(config), queue_url)
}

async fn send_these(
    messages: &[Message],
    status: u16,
    answer: &Value,
) -> (Result<Vec<Failed>, SendError>, Value) {
    let (client, config) = replay(status, &answer.to_string());
    let result = queue(&config).send(messages).await;
    let requests: Vec<_> = client.actual_requests().collect();
    assert_eq!(requests[0].headers().get("x-amz-target"), Some("AmazonSQS.SendMessageBatch"));
    (result, serde_json::from_slice(requests[0].body().bytes().unwrap()).unwrap())
}

fn taken(place: usize) -> Value {
    json!({"Id": place.to_string(), "MessageId": "m", "MD5OfMessageBody": "x"})
}

#[tokio::test]
async fn a_batch_is_one_send_message_batch() {
    let (result, sent) = send(200, &json!({"Successful": [taken(0), taken(1)]})).await;
    assert_eq!(result, Ok(vec![]));
    let queue_url = "https://sqs.us-east-1.amazonaws.com/1/events.fifo";
    assert_eq!(
        sent,
        json!({"QueueUrl": queue_url, "Entries": [
            {"Id": "0", "MessageBody": "{}", "MessageGroupId": "group-7",
             "MessageDeduplicationId": "key-7"},
            {"Id": "1", "MessageBody": "{\"x\":\"\\u00e9\"}", "MessageGroupId": "group-9",
             "MessageDeduplicationId": "key-9"},
        ]})
    );
}

#[tokio::test]
async fn a_partial_failure_is_told_apart() {
    for sender_fault in [true, false] {
        let failed = json!({"Id": "1", "SenderFault": sender_fault, "Code": "X"});
        let (result, _) = send(200, &json!({"Successful": [taken(0)], "Failed": [failed]})).await;
        assert_eq!(result, Ok(vec![Failed { place: 1, sender_fault }]));
    }
}

/// Each breaks one limit of SQS, for which the emulator answers success.
fn over_limit() -> Vec<Message> {
    let fine = messages().remove(0);
    vec![
        Message { body: "x".repeat(256 * 1024 + 1), ..fine.clone() },
        Message { body: "\u{0}".to_owned(), ..fine.clone() },
        Message { body: String::new(), ..fine.clone() },
        Message { group_id: "a b".to_owned(), ..fine.clone() },
        Message { deduplication_id: "x".repeat(129), ..fine },
    ]
}

#[tokio::test]
async fn a_message_over_a_limit_is_at_fault_and_the_others_go_out() {
    for wrong in over_limit() {
        let [first, last] = messages().try_into().unwrap();
        let answer = json!({"Successful": [taken(0)], "Failed": [
            {"Id": "2", "SenderFault": false, "Code": "X"},
        ]});
        let (result, sent) = send_these(&[first, wrong, last], 200, &answer).await;
        let at_fault = Failed { place: 1, sender_fault: true };
        assert_eq!(result, Ok(vec![at_fault, Failed { place: 2, sender_fault: false }]));
        let ids: Vec<_> =
            sent["Entries"].as_array().unwrap().iter().map(|entry| &entry["Id"]).collect();
        assert_eq!(ids, ["0", "2"]);
    }
}

#[tokio::test]
async fn without_a_message_that_sqs_takes_there_is_no_call() {
    let (client, config) = replay(200, "{}");
    let failed = queue(&config).send(&over_limit()).await.unwrap();
    let places: Vec<usize> = failed.iter().map(|failed| failed.place).collect();
    assert_eq!(places, [0, 1, 2, 3, 4]);
    assert!(failed.iter().all(|failed| failed.sender_fault));
    assert_eq!(client.actual_requests().count(), 0);
}

#[tokio::test]
async fn a_batch_over_a_limit_is_refused_as_a_whole() {
    let [message, _] = messages().try_into().unwrap();
    let large = Message { body: "x".repeat(200 * 1024), ..message.clone() };
    for batch in [vec![message; 11], vec![large; 2]] {
        let (client, config) = replay(200, "{}");
        let result = queue(&config).send(&batch).await;
        assert!(matches!(result, Err(SendError::Refused(_))), "{result:?}");
        assert_eq!(client.actual_requests().count(), 0);
    }
}

#[tokio::test]
async fn an_answer_that_leaves_a_message_out_is_an_error() {
    for answer in [json!({}), json!({"Successful": [taken(0)]})] {
        let (result, _) = send(200, &answer).await;
        assert!(matches!(result, Err(SendError::Unavailable(_))), "{result:?}");
    }
}

#[tokio::test]
async fn a_refused_call_says_whose_fault_it_is() {
    for (code, at_fault) in [
        ("com.amazonaws.sqs#BatchRequestTooLong", true),
        ("com.amazonaws.sqs#InvalidMessageContents", true),
        ("AWS.SimpleQueueService.BatchRequestTooLong", true),
        ("com.amazonaws.sqs#QueueDoesNotExist", false),
        ("com.amazonaws.sqs#AccessDenied", false),
    ] {
        let (result, _) = send(400, &json!({"__type": code, "message": "why"})).await;
        let refused = matches!(&result, Err(SendError::Refused(text)) if text.ends_with("why"));
        let unavailable = matches!(&result, Err(SendError::Unavailable(_)));
        assert_eq!((refused, unavailable), (at_fault, !at_fault), "{code} {result:?}");
    }
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
