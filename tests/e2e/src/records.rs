//! Reading back what the stack wrote.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_certificate::Certificate;
use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use milepost_directory::{Content, Item, Source};
use milepost_domain::Time;
use milepost_domain::directory::{LearningObject, Person};
use milepost_notification::item::{NotificationItem, notification_key};
use serde_json::Value;

use crate::stack::Stack;

/// All enrollments.
pub async fn enrollments(stack: &Stack) -> Vec<EnrollmentItem> {
    items(stack, "EnrollmentsTable").await
}

/// All of the history.
pub async fn history(stack: &Stack) -> Vec<HistoryItem> {
    items(stack, "HistoryTable").await
}

/// What the directory says, by key, without the request budget.
pub async fn directory(stack: &Stack) -> BTreeMap<ItemKey, Content> {
    let mut items: Vec<Value> = items(stack, "DirectoryTable").await;
    items.retain(|item| !item["content"].is_null());
    let item = |item| serde_json::from_value::<Item>(item).expect("an item of the directory");
    items.into_iter().map(item).map(|item| (item.key(), item.content)).collect()
}

/// All certificates of a learner.
pub async fn certificates(stack: &Stack, user: &str) -> Vec<Certificate> {
    let mut items: Vec<Value> = items(stack, "CertificatesTable").await;
    items.retain(|item| item["sk"] == "certificate" && item["userId"] == user);
    let certificate = |item| serde_json::from_value(item).expect("a certificate");
    items.into_iter().map(certificate).collect()
}

/// All notifications.
pub async fn notifications(stack: &Stack) -> Vec<NotificationItem> {
    let mut items: Vec<Value> = items(stack, "NotificationsTable").await;
    items.retain(|item| item["sk"] == "notification");
    let notification = |item| serde_json::from_value(item).expect("a notification");
    items.into_iter().map(notification).collect()
}

/// All items of a table, by the name of its output.
pub async fn items<T: serde::de::DeserializeOwned>(stack: &Stack, table: &str) -> Vec<T> {
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
    let private = ["pk", "sk", "accountId", "activeShard", "version"];
    for name in private.into_iter().chain(["format", "facts", "announcements"]) {
        attributes.remove(name);
    }
    value
}

/// Puts people into the directory, as the API of ALM would have them.
pub async fn put_people(stack: &Stack, people: Vec<Person>) {
    let now = Time::from(jiff::Timestamp::now());
    for item in people.into_iter().flat_map(|it| Item::of_person(it, now, Source::Api, now)) {
        put_item(stack, "DirectoryTable", serde_json::to_value(item).expect("JSON")).await;
    }
}

/// Puts the title of a learning object into the directory.
pub async fn put_title(stack: &Stack, object: &str, title: &str) {
    let now = Time::from(jiff::Timestamp::now());
    let mut object = LearningObject::new(object.parse().expect("an id"));
    object.titles.insert("en-US".to_owned(), title.to_owned());
    let item = Item::of_object(object, now, Source::Api, now);
    put_item(stack, "DirectoryTable", serde_json::to_value(item).expect("JSON")).await;
}

/// Has every notification that is pending due now: time passes quickly in tests.
pub async fn make_due(stack: &Stack) {
    let client = Client::new(&stack.sdk().await);
    for pending in
        notifications(stack).await.into_iter().filter(|it| it.notification.due_at.is_some())
    {
        let ItemKey { pk, sk } = notification_key(pending.notification.id);
        let past = AttributeValue::S("2026-01-01T00:00:00.000Z".to_owned());
        let call = client
            .update_item()
            .table_name(stack.output("NotificationsTable"))
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression("SET dueAt = :past")
            .expression_attribute_values(":past", past);
        call.send().await.expect("updated");
    }
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
pub async fn put_object(stack: &Stack, bucket: &str, key: &str, body: impl Into<Vec<u8>>) {
    let call = s3(stack).await.put_object().bucket(stack.output(bucket)).key(key);
    call.body(body.into().into()).send().await.expect("it is written");
}

async fn s3(stack: &Stack) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&stack.sdk().await);
    aws_sdk_s3::Client::from_conf(config.force_path_style(true).build())
}

/// The message that the event of a row caused, if it caused one.
pub fn message(row: &HistoryItem) -> Option<String> {
    let transition = row.transition().expect("an event that can be read");
    transition.map(|it| it.to_body().expect("a body"))
}
