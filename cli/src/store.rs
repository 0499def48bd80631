//! Reading the tables: consistent queries and a bounded scan.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::{EnrollmentItem, learner_pk};
use milepost_domain::{AccountId, UserId, escape};
use serde::de::DeserializeOwned;

use crate::aws_error::AwsError;
use crate::stack::Stack;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("an item of {table} cannot be read")]
    Item { table: String, source: serde_dynamo::Error },
}

type Item = HashMap<String, AttributeValue>;

/// All items of a learner, or those of one account, in the order of their sort keys.
pub(crate) async fn of_learner<T: DeserializeOwned>(
    stack: &Stack,
    table: &str,
    user: &UserId,
    account: Option<&AccountId>,
) -> Result<Vec<T>, TableError> {
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
        read.push(parse(item.map_err(|error| AwsError::of(&error, &stack.place))?, table)?);
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
) -> Result<Page, TableError> {
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
        let item = item.map_err(|error| AwsError::of(&error, &stack.place))?;
        if items.len() == limit {
            return Ok(Page { items, is_cut: true });
        }
        items.push(parse(item, table)?);
    }
    Ok(Page { items, is_cut: false })
}

fn parse<T: DeserializeOwned>(item: Item, table: &str) -> Result<T, TableError> {
    serde_dynamo::from_item(item)
        .map_err(|source| TableError::Item { table: table.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::{OUTPUTS, config};
    use crate::tests::samples;
    use crate::tests::server::{answer, server};

    /// An item in DynamoDB's JSON: texts, numbers, lists and maps are all that we write.
    fn attribute(value: &Value) -> Value {
        match value {
            Value::Null => json!({"NULL": true}),
            Value::Bool(value) => json!({"BOOL": value}),
            Value::Number(number) => json!({"N": number.to_string()}),
            Value::String(text) => json!({"S": text}),
            Value::Array(items) => json!({"L": items.iter().map(attribute).collect::<Vec<_>>()}),
            Value::Object(_) => json!({"M": attributes(value)}),
        }
    }

    fn attributes(value: &Value) -> Value {
        let members = value.as_object().unwrap().iter();
        members.map(|(name, value)| (name.clone(), attribute(value))).collect()
    }

    fn page(items: &[impl serde::Serialize], is_last: bool) -> String {
        let items: Vec<Value> =
            items.iter().map(|item| attributes(&serde_json::to_value(item).unwrap())).collect();
        let mut page = json!({"Items": items});
        if !is_last {
            page["LastEvaluatedKey"] = json!({"pk": {"S": "p"}, "sk": {"S": "s"}});
        }
        answer(200, &page.to_string())
    }

    async fn stack(pages: Vec<String>) -> (Stack, tokio::task::JoinHandle<Vec<String>>) {
        let mut answers = vec![answer(200, OUTPUTS)];
        answers.extend(pages);
        let (url, server) = server(answers).await;
        (Stack::find_in(config(&url), "milepost").await.unwrap(), server)
    }

    fn sent(request: &str) -> Value {
        serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    #[tokio::test]
    async fn a_learner_is_read_consistently_to_the_last_page() {
        let rows = samples::history();
        let pages = vec![page(&rows[..9], false), page(&rows[9..], true)];
        let (stack, server) = stack(pages).await;
        let (user, account) = ("20411#3".parse().unwrap(), "1234".parse().unwrap());
        let read: Vec<milepost_contracts::HistoryItem> =
            of_learner(&stack, &stack.history, &user, Some(&account)).await.unwrap();
        assert_eq!(read, rows);
        let requests = server.await.unwrap();
        let query = sent(&requests[1]);
        assert_eq!(query["TableName"], "h");
        assert_eq!(query["ConsistentRead"], true);
        assert_eq!(
            query["ExpressionAttributeValues"],
            json!({":pk": {"S": "user#20411%233"}, ":account": {"S": "1234#"}})
        );
        assert_eq!(sent(&requests[2])["ExclusiveStartKey"]["pk"]["S"], "p");
    }

    #[tokio::test]
    async fn a_scan_stops_at_its_limit_and_says_so() {
        let items = samples::enrollments();
        let (stack, server) = stack(vec![page(&items[..3], false), page(&items[3..], true)]).await;
        let cut = enrollments(&stack, Some("enrolled"), 4).await.unwrap();
        assert_eq!((cut.items, cut.is_cut), (items[..4].to_vec(), true));
        let requests = server.await.unwrap();
        assert_eq!(sent(&requests[1])["ExpressionAttributeValues"][":state"]["S"], "enrolled");
    }

    #[tokio::test]
    async fn a_scan_that_ends_at_its_limit_is_not_cut() {
        let items = samples::enrollments();
        let (stack, _server) = stack(vec![page(&items, true)]).await;
        let all = enrollments(&stack, None, items.len()).await.unwrap();
        assert_eq!((all.items, all.is_cut), (items, false));
    }

    #[tokio::test]
    async fn an_item_of_another_form_is_an_error() {
        let (stack, _server) = stack(vec![page(&[json!({"pk": "p"})], true)]).await;
        let error = enrollments(&stack, None, 1).await.err().unwrap();
        assert!(crate::error::line(&error).starts_with("an item of e cannot be read: missing"));
    }
}
