use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_firehose::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;

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

#[tokio::test]
async fn a_line_over_the_limit_is_refused_and_the_others_go_out() {
    let (client, put) = firehose(&[&[false, true]]);
    let refused = put.put(&lines(&[1, 1000 * 1024 + 1, 1000 * 1024])).await;
    assert_eq!(refused, [1, 2], "one by us, one by Firehose");
    assert_eq!(client.actual_requests().count(), 1);
}

#[tokio::test]
async fn a_call_has_at_most_500_lines_and_4_megabytes() {
    let (client, put) = firehose(&[&[false; 500], &[true]]);
    assert_eq!(put.put(&lines(&[1; 501])).await, [500]);
    assert_eq!(client.actual_requests().count(), 2);
    let (client, put) = firehose(&[&[false; 4], &[false]]);
    assert!(put.put(&lines(&[1000 * 1024; 5])).await.is_empty());
    assert_eq!(client.actual_requests().count(), 2);
}

#[tokio::test]
async fn without_a_line_that_firehose_takes_there_is_no_call() {
    let (client, put) = firehose(&[]);
    assert_eq!(put.put(&lines(&[2_000_000])).await, [0]);
    assert_eq!(client.actual_requests().count(), 0);
}
