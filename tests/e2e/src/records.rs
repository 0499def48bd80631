//! Reading back what the stack wrote.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use milepost_certificate::Certificate;
use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use milepost_directory::{Content, Item};
use serde_json::Value;

use crate::stack::Stack;

/// All enrollments.
pub async fn enrollments(stack: &Stack) -> Vec<EnrollmentItem> {
    scan(stack, "EnrollmentsTable").await
}

/// All of the history.
pub async fn history(stack: &Stack) -> Vec<HistoryItem> {
    scan(stack, "HistoryTable").await
}

/// What the directory says, by key, without the request budget.
pub async fn directory(stack: &Stack) -> BTreeMap<ItemKey, Content> {
    let mut items: Vec<Value> = scan(stack, "DirectoryTable").await;
    items.retain(|item| !item["content"].is_null());
    let item = |item| serde_json::from_value::<Item>(item).expect("an item of the directory");
    items.into_iter().map(item).map(|item| (item.key(), item.content)).collect()
}

/// All certificates of a learner.
pub async fn certificates(stack: &Stack, user: &str) -> Vec<Certificate> {
    let mut items: Vec<Value> = scan(stack, "CertificatesTable").await;
    items.retain(|item| item["sk"] == "certificate" && item["userId"] == user);
    let certificate = |item| serde_json::from_value(item).expect("a certificate");
    items.into_iter().map(certificate).collect()
}

async fn scan<T: serde::de::DeserializeOwned>(stack: &Stack, table: &str) -> Vec<T> {
    let client = Client::new(&stack.sdk().await);
    let pages =
        client.scan().table_name(stack.output(table)).consistent_read(true).into_paginator();
    let items = pages.items().send().collect::<Result<Vec<_>, _>>().await.expect("a scan");
    serde_dynamo::from_items(items).expect("items of the contract")
}

/// What others may read of the enrollments of one account, by user and instance. Without the
/// version: it counts writes, and a batch may hold more or fewer events.
pub fn readable(items: &[EnrollmentItem], account: &str) -> BTreeMap<String, Value> {
    let of_account = items.iter().filter(|item| item.account_id.as_str() == account);
    of_account
        .map(|item| (format!("{} {}", item.user_id, item.lo_instance_id), attributes(item)))
        .collect()
}

fn attributes(item: &EnrollmentItem) -> Value {
    let mut value = serde_json::to_value(item).expect("an item is JSON");
    let attributes = value.as_object_mut().expect("an object");
    for private in ["pk", "sk", "accountId", "version", "facts", "announcements"] {
        attributes.remove(private);
    }
    value
}

/// The bodies of all objects in a bucket, by key.
pub async fn objects(stack: &Stack, bucket: &str) -> BTreeMap<String, Vec<u8>> {
    let client = s3(stack).await;
    let bucket = stack.output(bucket);
    let pages = client.list_objects_v2().bucket(bucket).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.expect("a listing");
    let mut objects = BTreeMap::new();
    for key in pages
        .iter()
        .flat_map(aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output::contents)
        .filter_map(|object| object.key())
    {
        let object = client.get_object().bucket(bucket).key(key).send().await.expect("an object");
        let body = object.body.collect().await.expect("a body").into_bytes();
        objects.insert(key.to_owned(), body.to_vec());
    }
    objects
}

/// Writes an item.
pub async fn put_item(stack: &Stack, table: &str, item: Value) {
    let client = Client::new(&stack.sdk().await);
    let item = serde_dynamo::to_item(item).expect("an item");
    let call = client.put_item().table_name(stack.output(table)).set_item(Some(item));
    call.send().await.expect("it is written");
}

/// Writes an object.
pub async fn put_object(stack: &Stack, bucket: &str, key: &str, body: &'static [u8]) {
    let call = s3(stack).await.put_object().bucket(stack.output(bucket)).key(key);
    let body = aws_sdk_s3::primitives::ByteStream::from_static(body);
    call.body(body).send().await.expect("it is written");
}

async fn s3(stack: &Stack) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&stack.sdk().await);
    aws_sdk_s3::Client::from_conf(config.force_path_style(true).build())
}
