use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_firehose::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;

use base64::prelude::*;
use serde_json::Value;

use super::*;

/// Firehose, answering once for each call of so many records: it refuses those that say so.
fn firehose(answers: &[&[bool]]) -> (StaticReplayClient, FirehosePut) {
    let event = |refusals: &&[bool]| {
        let one = |refused: &bool| if *refused { r#"{"ErrorCode":"X"}"# } else { "{}" };
        let responses: Vec<&str> = refusals.iter().map(one).collect();
        let answer =
            format!(r#"{{"FailedPutCount":0,"RequestResponses":[{}]}}"#, responses.join(","));
        let request = http::Request::builder().uri("https://ignored").body(SdkBody::empty());
        let response = http::Response::builder().status(200).body(SdkBody::from(answer));
        ReplayEvent::new(request.unwrap(), response.unwrap())
    };
    let client = StaticReplayClient::new(answers.iter().map(event).collect());
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .http_client(client.clone())
        .build();
    let put = FirehosePut::new(aws_sdk_firehose::Client::new(&config), "stream".to_owned());
    (client, put)
}

fn lines(sizes: &[usize]) -> Vec<String> {
    sizes.iter().map(|bytes| "x".repeat(*bytes)).collect()
}

/// What was put: of each call the records.
fn puts(client: &StaticReplayClient) -> Vec<Vec<String>> {
    let data = |record: &Value| {
        let data = BASE64_STANDARD.decode(record["Data"].as_str().unwrap()).unwrap();
        String::from_utf8(data).unwrap()
    };
    let records =
        |request: &Value| request["Records"].as_array().unwrap().iter().map(data).collect();
    let bodies = client.actual_requests().map(|request| request.body().bytes().unwrap());
    bodies.map(|body| records(&serde_json::from_slice(body).unwrap())).collect()
}

#[tokio::test]
async fn many_lines_are_one_record() {
    let (client, put) = firehose(&[&[false]]);
    let lines: Vec<String> = (0..1000).map(|number| format!("{{\"n\":{number}}}\n")).collect();
    assert!(put.put(&lines).await.is_empty());
    assert_eq!(puts(&client), [[lines.concat()]]);
}

#[tokio::test]
async fn a_refused_record_refuses_its_lines_and_a_line_over_the_limit_just_itself() {
    let (_, put) = firehose(&[&[false, true]]);
    let refused = put.put(&lines(&[600 * 1024, 400 * 1024, 1000 * 1024 + 1, 1, 2])).await;
    assert_eq!(refused, [2, 3, 4], "one by us, the second record by Firehose");
}

#[tokio::test]
async fn a_call_has_at_most_4_megabytes() {
    let (client, put) = firehose(&[&[false; 4], &[true]]);
    assert_eq!(put.put(&lines(&[1000 * 1024; 5])).await, [4]);
    let sizes: Vec<usize> = puts(&client).iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 1]);
}

#[tokio::test]
async fn without_a_line_that_firehose_takes_there_is_no_call() {
    let (client, put) = firehose(&[]);
    assert_eq!(put.put(&lines(&[2_000_000])).await, [0]);
    assert_eq!(client.actual_requests().count(), 0);
}
