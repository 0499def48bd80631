use aws_sdk_sns::Client;
use aws_sdk_sns::error::SdkError;
use aws_sdk_sns::operation::publish_batch::{PublishBatchError, PublishBatchOutput};
use aws_sdk_sns::types::{
    BatchResultErrorEntry, MessageAttributeValue, PublishBatchRequestEntry as Entry,
};
use milepost_faults::aws::StandIn;

use crate::support::{assert_clean, aws};

fn entry(id: usize, group: &str, account: &str) -> Entry {
    let attribute = |data_type: &str, value: &str| {
        MessageAttributeValue::builder().data_type(data_type).string_value(value).build().unwrap()
    };
    Entry::builder()
        .id(id.to_string())
        .message(format!("{{\"n\": {id}, \"text\": \"a+b & <é>\"}}"))
        .message_group_id(group)
        .message_deduplication_id(id.to_string())
        .message_attributes("account", attribute("String", account))
        .message_attributes("changes", attribute("String.Array", r#"["started"]"#))
        .build()
        .unwrap()
}

async fn publish(
    (aws, client): (&StandIn, &Client),
    entries: Vec<Entry>,
) -> Result<PublishBatchOutput, SdkError<PublishBatchError>> {
    let batch = client.publish_batch().topic_arn(&aws.names().topic_arn);
    batch.set_publish_batch_request_entries(Some(entries)).send().await
}

#[tokio::test]
async fn messages_are_kept_with_their_attributes_and_repeats_succeed() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let first = publish((&aws, &client), vec![entry(0, "a", "1"), entry(1, "b", "1")]).await;
    let second = publish((&aws, &client), vec![entry(0, "a", "1")]).await;
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.successful().len(), first.failed().len()), (2, 0));
    assert_eq!(first.successful()[0].message_id(), second.successful()[0].message_id());
    let published = aws.topic().published_to("a");
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].body, r#"{"n": 0, "text": "a+b & <é>"}"#);
    assert_eq!(published[0].attributes["changes"].data_type, "String.Array");
    assert_eq!(published[0].attributes["changes"].value, r#"["started"]"#);
    assert_eq!(aws.topic().repeats(), 1);
    assert_clean(&aws);
}

#[tokio::test]
async fn an_entry_that_breaks_a_limit_fails_alone() {
    let (aws, config) = aws().await;
    let entries = vec![entry(0, "a", ""), entry(1, "<&>", "1"), entry(2, "a b", "1")];
    let answer = publish((&aws, &Client::new(&config)), entries).await.unwrap();
    let failed: Vec<_> = answer.failed().iter().map(|it| (it.id(), it.code())).collect();
    assert_eq!(failed, [("0", "InvalidParameterValue"), ("2", "InvalidParameterValue")]);
    assert!(answer.failed().iter().all(BatchResultErrorEntry::sender_fault));
    assert_eq!(answer.successful()[0].id(), Some("1"));
    assert_eq!(aws.topic().published().len(), 1);
    assert_eq!(aws.violations().len(), 2);
}

#[tokio::test]
async fn a_batch_that_breaks_a_limit_is_refused_by_name() {
    let (aws, config) = aws().await;
    let entries = vec![entry(0, "a", "1"), entry(0, "a", "1")];
    let error = publish((&aws, &Client::new(&config)), entries).await.unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_batch_entry_ids_not_distinct_exception(), "{error:?}");
    assert_eq!(aws.violations().len(), 1);
}
