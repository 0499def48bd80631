//! Calls by the SDK, each with a client of its own.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem};
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use aws_sdk_sns::types::PublishBatchRequestEntry;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use crate::call::Operation;

async fn sdk(url: &str, attempts: u32) -> SdkConfig {
    let retry = RetryConfig::standard().with_max_attempts(attempts);
    let limits = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(1));
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIAFUNCTION", "secret", None, None, "tests"))
        .retry_config(retry.with_initial_backoff(Duration::from_millis(1)))
        .timeout_config(limits.build())
        .load()
        .await
}

/// Calls, and returns the code of the error, if the answer has one.
pub(in super::super) async fn call(
    operation: Operation,
    url: &str,
    attempts: u32,
) -> Result<(), Option<String>> {
    let sdk = sdk(url, attempts).await;
    let dynamo = || aws_sdk_dynamodb::Client::new(&sdk);
    match operation {
        Operation::GetSecretValue => {
            let client = aws_sdk_secretsmanager::Client::new(&sdk);
            done(client.get_secret_value().secret_id("secret").send().await)
        }
        Operation::SendMessageBatch => done(send_messages(&sdk, 2).send().await),
        Operation::PutObject => {
            let client = aws_sdk_s3::Client::new(&sdk);
            let put = client.put_object().bucket("bucket").key("a key");
            done(put.body(b"{}".to_vec().into()).send().await)
        }
        Operation::BatchGetItem => {
            done(dynamo().batch_get_item().set_request_items(Some(keys(1, 1))).send().await)
        }
        Operation::TransactWriteItems => {
            done(dynamo().transact_write_items().set_transact_items(Some(two_puts())).send().await)
        }
        Operation::PutItem => {
            let pk = AttributeValue::S("1".to_owned());
            done(dynamo().put_item().table_name("directory").item("pk", pk).send().await)
        }
        Operation::PublishBatch => done(publish_messages(&sdk, 2).send().await),
        Operation::PutRecordBatch => done(put_records(&sdk, 2).send().await),
    }
}

fn done<T, E: ProvideErrorMetadata, R>(
    answer: Result<T, SdkError<E, R>>,
) -> Result<(), Option<String>> {
    answer.map(|_| ()).map_err(|error| error.code().map(str::to_owned))
}

/// The codes of a cancelled transaction's reasons.
pub(in super::super) async fn cancellation(url: &str) -> Vec<String> {
    let client = aws_sdk_dynamodb::Client::new(&sdk(url, 1).await);
    let call = client.transact_write_items().set_transact_items(Some(two_puts()));
    match call.send().await.unwrap_err().into_service_error() {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => {
            let reasons = cancelled.cancellation_reasons().iter();
            reasons.map(|reason| reason.code().unwrap().to_owned()).collect()
        }
        other => panic!("{other}"),
    }
}

/// Sends messages; returns the ids of those sent, and of those not, with whose fault it is.
pub(in super::super) async fn send(url: &str, count: usize) -> (Vec<String>, Vec<(String, bool)>) {
    let answer = send_messages(&sdk(url, 1).await, count).send().await.unwrap();
    let sent = answer.successful().iter().map(|entry| entry.id().to_owned());
    let failed = answer.failed().iter().map(|entry| (entry.id().to_owned(), entry.sender_fault()));
    (sent.collect(), failed.collect())
}

/// How many keys of each table were left unprocessed.
pub(in super::super) async fn unprocessed(
    url: &str,
    enrollments: usize,
    history: usize,
) -> Vec<(String, usize)> {
    let client = aws_sdk_dynamodb::Client::new(&sdk(url, 1).await);
    let call = client.batch_get_item().set_request_items(Some(keys(enrollments, history)));
    let unprocessed = call.send().await.unwrap().unprocessed_keys.unwrap();
    unprocessed.into_iter().map(|(table, keys)| (table, keys.keys.len())).collect()
}

/// Publishes messages and returns the ids of those that were not taken.
pub(in super::super) async fn publish(url: &str, count: usize) -> Vec<String> {
    let answer = publish_messages(&sdk(url, 1).await, count).send().await.unwrap();
    answer.failed().iter().map(|entry| entry.id().to_owned()).collect()
}

/// Puts records and returns which of them were refused.
pub(in super::super) async fn put(url: &str, count: usize) -> Vec<bool> {
    let answer = put_records(&sdk(url, 1).await, count).send().await.unwrap();
    answer.request_responses().iter().map(|response| response.error_code().is_some()).collect()
}

fn send_messages(
    sdk: &SdkConfig,
    count: usize,
) -> aws_sdk_sqs::operation::send_message_batch::builders::SendMessageBatchFluentBuilder {
    let entry = |id: usize| {
        let entry = SendMessageBatchRequestEntry::builder().id(id.to_string()).message_body("{}");
        entry.build().unwrap()
    };
    let call = aws_sdk_sqs::Client::new(sdk).send_message_batch().queue_url("http://queue");
    call.set_entries(Some((0..count).map(entry).collect()))
}

fn publish_messages(
    sdk: &SdkConfig,
    count: usize,
) -> aws_sdk_sns::operation::publish_batch::builders::PublishBatchFluentBuilder {
    let entry = |id: usize| {
        let entry = PublishBatchRequestEntry::builder().id(id.to_string()).message("a & b.Id=c");
        entry.build().unwrap()
    };
    let call = aws_sdk_sns::Client::new(sdk).publish_batch().topic_arn("topic");
    call.set_publish_batch_request_entries(Some((0..count).map(entry).collect()))
}

fn put_records(
    sdk: &SdkConfig,
    count: usize,
) -> aws_sdk_firehose::operation::put_record_batch::builders::PutRecordBatchFluentBuilder {
    let record = |_| Record::builder().data(Blob::new("{}")).build().unwrap();
    let call = aws_sdk_firehose::Client::new(sdk).put_record_batch().delivery_stream_name("stream");
    call.set_records(Some((0..count).map(record).collect()))
}

type Item = HashMap<String, AttributeValue>;

fn item(key: usize) -> Item {
    Item::from([("pk".to_owned(), AttributeValue::S(key.to_string()))])
}

fn keys(enrollments: usize, history: usize) -> HashMap<String, KeysAndAttributes> {
    let tables = [("enrollments", enrollments), ("history", history)];
    let keys = |count| KeysAndAttributes::builder().set_keys(Some((0..count).map(item).collect()));
    let tables = tables.into_iter().filter(|(_, count)| *count > 0);
    tables.map(|(name, count)| (name.to_owned(), keys(count).build().unwrap())).collect()
}

fn two_puts() -> Vec<TransactWriteItem> {
    let put = |key| {
        let put = Put::builder().table_name("table").set_item(Some(item(key))).build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    vec![put(1), put(2)]
}
