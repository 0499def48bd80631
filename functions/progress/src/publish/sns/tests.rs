use std::sync::{Arc, Mutex};

use aws_sdk_sns::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::test_util::infallible_client_fn;

use super::*;

/// The answer to a call of which the first so many messages were taken; of others it says nothing.
fn answer(taken: usize) -> String {
    let entry = |id| format!("<member><Id>{id}</Id><MessageId>m</MessageId></member>");
    let entries: String = (0..taken).map(entry).collect();
    format!(
        "<PublishBatchResponse><PublishBatchResult><Failed/><Successful>{entries}</Successful>\
         </PublishBatchResult></PublishBatchResponse>"
    )
}

fn outgoing(message_id: &str, bytes: usize) -> Outgoing {
    Outgoing {
        message_id: message_id.to_owned(),
        group: "group".to_owned(),
        deduplication_id: "key".to_owned(),
        body: "x".repeat(bytes),
        attributes: FilterAttributes {
            changes: vec!["enrolled"],
            account: "1234".to_owned(),
            lo_type: "course".to_owned(),
        },
    }
}

/// Publishes, and tells what failed and how many messages each call had.
async fn publish(outgoing: &[Outgoing]) -> (Vec<String>, Vec<usize>) {
    publish_with(outgoing, |messages| messages).await
}

async fn publish_with(
    outgoing: &[Outgoing],
    taken: fn(usize) -> usize,
) -> (Vec<String>, Vec<usize>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = calls.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        let body = request.into_body();
        let form = String::from_utf8_lossy(body.bytes().unwrap_or_default()).into_owned();
        let messages = form.matches(".MessageGroupId=").count();
        seen.lock().unwrap().push(messages);
        http::Response::builder().status(200).body(answer(taken(messages))).unwrap()
    });
    let config = aws_sdk_sns::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::for_tests())
        .http_client(http);
    let topic = "arn:aws:sns:eu-west-1:123456789012:transitions.fifo".to_owned();
    let sns = SnsPublish::new(Client::from_conf(config.build()), topic);
    let failed = sns.publish(outgoing).await;
    let mut calls = calls.lock().unwrap().clone();
    calls.sort_unstable();
    (failed, calls)
}

#[tokio::test]
async fn calls_keep_within_ten_messages_and_the_size() {
    assert_eq!(publish(&vec![outgoing("m", 1_000); 23]).await.1, [3, 10, 10]);
    assert_eq!(publish(&vec![outgoing("m", 100 * 1024); 5]).await.1, [1, 2, 2]);
    assert_eq!(publish(&[outgoing("m", 250 * 1024), outgoing("m", 1)]).await.1, [1, 1]);
    assert_eq!(publish(&[]).await, (vec![], vec![]));
}

#[tokio::test]
async fn what_the_answer_leaves_out_is_not_published() {
    let messages = [outgoing("first", 1), outgoing("second", 1), outgoing("third", 1)];
    let (failed, _) = publish_with(&messages, |_| 1).await;
    assert_eq!(failed, ["second", "third"]);
}

/// The emulator takes all of these.
#[tokio::test]
async fn a_message_over_a_limit_fails_alone() {
    let with = |change: fn(&mut Outgoing)| {
        let mut wrong = outgoing("wrong", 1);
        change(&mut wrong);
        wrong
    };
    for wrong in [
        outgoing("wrong", 256 * 1024),
        with(|it| it.body = "\u{1}".to_owned()),
        with(|it| it.group = "a b".to_owned()),
        with(|it| it.deduplication_id = "x".repeat(129)),
        with(|it| it.attributes.account = String::new()),
    ] {
        let (failed, calls) = publish(&[outgoing("fine", 1), wrong.clone()]).await;
        assert_eq!((failed, calls), (vec!["wrong".to_owned()], vec![1]));
        assert_eq!(publish(&[wrong]).await.1, [0; 0], "no call without a message");
    }
}
