//! Reading the tables: consistent queries and a bounded scan.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::{EnrollmentItem, learner_pk};
use milepost_domain::{AccountId, UserId, escape};
use serde::de::DeserializeOwned;

use crate::aws_error::AwsError;
use crate::error::Error;
use crate::stack::Stack;

type Item = HashMap<String, AttributeValue>;

/// All items of a learner, or those of one account, in the order of their sort keys.
pub(crate) async fn of_learner<T: DeserializeOwned>(
    stack: &Stack,
    table: &str,
    user: &UserId,
    account: Option<&AccountId>,
) -> Result<Vec<T>, Error> {
    let mut query = stack.dynamo.query().table_name(table).consistent_read(true);
    query = query.expression_attribute_values(":pk", AttributeValue::S(learner_pk(user)));
    query = match account {
        None => query.key_condition_expression("pk = :pk"),
        Some(account) => query
            .key_condition_expression("pk = :pk AND begins_with(sk, :account)")
            .expression_attribute_values(
                ":account",
                AttributeValue::S(format!("{}#", escape(account.as_str()))),
            ),
    };
    let mut items = query.into_paginator().items().send();
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        read.push(parse(item.map_err(|error| AwsError::of(error, &stack.place))?, table)?);
    }
    Ok(read)
}

/// Some enrollments, and whether there are more.
pub(crate) struct Page {
    pub(crate) items: Vec<EnrollmentItem>,
    pub(crate) is_cut: bool,
}

/// At most `limit` enrollments, in any state or in one.
pub(crate) async fn enrollments(
    stack: &Stack,
    state: Option<&str>,
    limit: usize,
) -> Result<Page, Error> {
    let table = stack.enrollments.as_str();
    let mut scan = stack.dynamo.scan().table_name(table).consistent_read(true);
    if let Some(state) = state {
        scan = scan
            .filter_expression("#state = :state")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", AttributeValue::S(state.to_owned()));
    }
    let mut found = scan.into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = found.next().await {
        let item = item.map_err(|error| AwsError::of(error, &stack.place))?;
        if items.len() == limit {
            return Ok(Page { items, is_cut: true });
        }
        items.push(parse(item, table)?);
    }
    Ok(Page { items, is_cut: false })
}

fn parse<T: DeserializeOwned>(item: Item, table: &str) -> Result<T, Error> {
    serde_dynamo::from_item(item).map_err(|source| Error::Item { table: table.to_owned(), source })
}
