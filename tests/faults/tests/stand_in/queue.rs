use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message_batch::{SendMessageBatchError, SendMessageBatchOutput};
use aws_sdk_sqs::types::{BatchResultErrorEntry, SendMessageBatchRequestEntry as Entry};
use milepost_faults::aws::StandIn;

use crate::support::{assert_clean, aws};

fn entry(id: usize, group: &str, body: &str) -> Entry {
    let entry = Entry::builder().id(id.to_string()).message_group_id(group).message_body(body);
    entry.message_deduplication_id(format!("{group}-{id}")).build().unwrap()
}

async fn send(
    (aws, client): (&StandIn, &Client),
    entries: Vec<Entry>,
) -> Result<SendMessageBatchOutput, SdkError<SendMessageBatchError>> {
    let batch = client.send_message_batch().queue_url(&aws.names().queue_url);
    batch.set_entries(Some(entries)).send().await
}

#[tokio::test]
async fn messages_arrive_in_order_and_repeats_succeed() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let entries = vec![entry(0, "a", "one"), entry(1, "a", "é & <two>")];
    let first = send((&aws, &client), entries.clone()).await.unwrap();
    let second = send((&aws, &client), entries).await.unwrap();
    assert_eq!((first.successful().len(), first.failed().len()), (2, 0));
    assert_eq!(first.successful()[0].md5_of_message_body(), "f97c5d29941bfb1b2fdab0874906ab82");
    let received = aws.queue().receive(10);
    let bodies: Vec<&str> = received.iter().map(|it| it.message.body.as_str()).collect();
    assert_eq!(bodies, ["one", "é & <two>"]);
    for (place, message) in received.iter().map(|it| &it.message).enumerate() {
        assert_eq!(message.message_id, first.successful()[place].message_id());
        assert_eq!(message.message_id, second.successful()[place].message_id());
    }
    assert_eq!(aws.queue().repeats(), 2);
    assert_clean(&aws);
}

#[tokio::test]
async fn an_entry_that_breaks_a_limit_fails_alone() {
    let (aws, config) = aws().await;
    let entries = vec![entry(0, "with space", "x"), entry(1, "a", "x"), entry(2, "b", "\u{ffff}")];
    let answer = send((&aws, &Client::new(&config)), entries).await.unwrap();
    let failed: Vec<_> = answer.failed().iter().map(|it| (it.id(), it.code())).collect();
    assert_eq!(failed, [("0", "InvalidParameterValue"), ("2", "InvalidMessageContents")]);
    assert!(answer.failed().iter().all(BatchResultErrorEntry::sender_fault));
    assert_eq!(answer.successful()[0].id(), "1");
    assert_eq!(aws.queue().waiting().len(), 1);
    assert_eq!(aws.violations().len(), 2);
}

#[tokio::test]
async fn a_batch_that_breaks_a_limit_is_refused_by_name() {
    let (aws, config) = aws().await;
    let entries = (0..5).map(|id| entry(id, "a", &"x".repeat(60_000))).collect();
    let error = send((&aws, &Client::new(&config)), entries).await.unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_batch_request_too_long(), "{error:?}");
    assert_eq!(error.code(), Some("AWS.SimpleQueueService.BatchRequestTooLong"));
    assert!(aws.queue().accepted().is_empty());
    assert_eq!(aws.violations().len(), 1);
}
