//! `milepost notifications`: what was told, to whom, why, and what became of it.

mod error;
mod table;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::try_join_all;
use milepost_domain::{UserId, escape};
use milepost_notification::item::{
    ABOUT_INDEX, NotificationItem, PENDING_INDEX, PENDING_SHARDS, TO_INDEX,
};
use milepost_notification::{Notification, NotificationId};

pub(crate) use error::NotificationsError;

use crate::args::NotificationsArgs;
use crate::aws_error::AwsError;
use crate::format::counted;
use crate::names::{Names, Shown};
use crate::output::{print, print_json};
use crate::stack::Stack;
use crate::store::TableError;

/// The output with the table's name.
const TABLE: &str = "NotificationsTable";

pub(crate) async fn run(args: NotificationsArgs) -> Result<(), NotificationsError> {
    let NotificationsArgs { user, status, ids, output, stack } = args;
    let stack = Stack::find(&stack).await?;
    let mut found = match &user {
        Some(user) => about_and_to(&stack, user).await?,
        None => pending(&stack).await?,
    };
    found.retain(|it| status.as_deref().is_none_or(|status| it.status.as_str() == status));
    if output.json {
        return Ok(print_json(&found)?);
    }
    if found.is_empty() {
        return Ok(print(&if user.is_some() { "No notifications." } else { "Nothing waits." })?);
    }
    let names = if ids { Names::default() } else { Names::load(&stack, &shown(&found)).await };
    print(&table::notifications(&found, &names).fit())?;
    Ok(print(&format!("{}, times in UTC", counted(found.len(), "notification")))?)
}

/// What was told about somebody and to them, each once, in the order in which it happened.
async fn about_and_to(stack: &Stack, user: &UserId) -> Result<Vec<Notification>, TableError> {
    let id = escape(user.as_str());
    let mut found: BTreeMap<NotificationId, Notification> = BTreeMap::new();
    for (index, key) in [(ABOUT_INDEX, "aboutId"), (TO_INDEX, "toId")] {
        let items = query(stack, index, key, &id).await?;
        for item in items {
            let item: NotificationItem = parse(item)?;
            found.insert(item.notification.id, item.notification);
        }
    }
    let mut found: Vec<Notification> = found.into_values().collect();
    found.sort_by_key(|it| (it.occurred_at, it.created_at, it.id));
    Ok(found)
}

/// What waits, the longest due first. The index holds keys only.
async fn pending(stack: &Stack) -> Result<Vec<Notification>, TableError> {
    let shards = PENDING_SHARDS.map(|shard| query(stack, PENDING_INDEX, "pendingShard", shard));
    let keys = try_join_all(shards).await?.into_iter().flatten();
    let mut found = Vec::new();
    for key in keys {
        let key = key.into_iter().filter(|(name, _)| name == "pk" || name == "sk").collect();
        let call = stack.dynamo.get_item().table_name(stack.output(TABLE)?);
        let answer = call.set_key(Some(key)).send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &stack.place))?;
        if let Some(item) = answer.item {
            found.push(parse::<NotificationItem>(item)?.notification);
        }
    }
    found.sort_by_key(|it| (it.due_at, it.id));
    Ok(found)
}

type Item = std::collections::HashMap<String, AttributeValue>;

async fn query(
    stack: &Stack,
    index: &str,
    key: &str,
    value: &str,
) -> Result<Vec<Item>, TableError> {
    let call = stack
        .dynamo
        .query()
        .table_name(stack.output(TABLE)?)
        .index_name(index)
        .key_condition_expression("#key = :value")
        .expression_attribute_names("#key", key)
        .expression_attribute_values(":value", AttributeValue::S(value.to_owned()));
    let mut items = call.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.map_err(|error| AwsError::of(&error, &stack.place))?);
    }
    Ok(found)
}

fn parse<T: serde::de::DeserializeOwned>(item: Item) -> Result<T, TableError> {
    let unreadable = |source| TableError::Item { table: TABLE.to_owned(), source };
    serde_dynamo::from_item(item).map_err(unreadable)
}

fn shown(notifications: &[Notification]) -> Shown {
    let mut shown = Shown::default();
    for it in notifications {
        shown.add_person(&it.about.user_id);
        shown.add_object(&it.about.lo_instance_id, it.about.lo_id.as_ref());
        if let Some(recipient) = &it.recipient_id {
            shown.add_person(recipient);
        }
    }
    shown
}

#[cfg(test)]
mod tests;
