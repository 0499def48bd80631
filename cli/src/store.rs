//! Reading the tables: whole partitions, and a bounded scan.

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::{EnrollmentItem, ItemKey, learner_pk};
use milepost_domain::{AccountId, UserId, escape};
use milepost_store::{Query, Table};
use serde::de::DeserializeOwned;

use crate::aws_error::AwsError;
use crate::error::Error;
use crate::stack::Stack;

/// The item with this key.
pub(crate) async fn one<T: DeserializeOwned>(
    table: &Table,
    key: &ItemKey,
) -> Result<Option<T>, Error> {
    table.get(key).await.map_err(|error| Error::of_table(table, error))
}

/// All items that a query finds, in order.
pub(crate) async fn all<T: DeserializeOwned>(table: &Table, query: Query) -> Result<Vec<T>, Error> {
    // A page of a type would leave out what is not of it.
    let found = table.query_all(query).await.map_err(|error| Error::of_table(table, error))?;
    let read =
        |item| serde_json::from_value(item).map_err(|error| Error::item(table.name(), &error));
    found.entities.into_iter().map(read).collect()
}

/// All items of a learner, or those of one account, in the order of their sort keys.
pub(crate) async fn of_learner<T: DeserializeOwned>(
    table: &Table,
    user: &UserId,
    account: Option<&AccountId>,
) -> Result<Vec<T>, Error> {
    let query = Query::partition(learner_pk(user));
    let of_account = |account: &AccountId| format!("{}#", escape(account.as_str()));
    let query = match account {
        Some(account) => query.begins_with("sk", of_account(account)),
        None => query,
    };
    all(table, query).await
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
        let item = item.map_err(|error| AwsError::of(&error, &stack.place))?;
        if items.len() == limit {
            return Ok(Page { items, is_cut: true });
        }
        let item = serde_dynamo::from_item(item);
        items.push(item.map_err(|error| Error::item(table, &error))?);
    }
    Ok(Page { items, is_cut: false })
}

#[cfg(test)]
mod tests {
    use milepost_contracts::HistoryItem;
    use milepost_harness::server::{Server, answer};
    use milepost_harness::store::Memory;
    use serde_json::{Value, json};

    use super::*;
    use crate::stack::tests::{OUTPUTS, config};
    use crate::tests::samples;

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

    async fn stack(pages: Vec<String>) -> (Stack, Server) {
        let mut answers = vec![answer(200, OUTPUTS)];
        answers.extend(pages);
        let server = Server::start(answers).await;
        (Stack::find_in(config(&server.url), "milepost").await.unwrap(), server)
    }

    fn sent(request: &str) -> Value {
        serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    #[tokio::test]
    async fn a_learner_is_read_to_the_last_page() {
        let (memory, rows) = (Memory::default(), samples::history());
        let table = memory.table("h");
        for (number, row) in (0..60).zip(rows.iter().cycle()) {
            let mut row = serde_json::to_value(row).unwrap();
            let account = if number < 30 { "1234" } else { "12345" };
            row["pk"] = "user#20411%233".into();
            row["sk"] = format!("{account}#{number}").into();
            memory.seed("h", &row).unwrap();
        }
        let (user, account) = ("20411#3".parse().unwrap(), "1234".parse().unwrap());
        let of_account: Vec<HistoryItem> = of_learner(&table, &user, Some(&account)).await.unwrap();
        assert_eq!(of_account.len(), 30);
        assert!(of_account.iter().all(|row| row.sk.starts_with("1234#")));
        assert_eq!(of_learner::<HistoryItem>(&table, &user, None).await.unwrap().len(), 60);
    }

    #[tokio::test]
    async fn a_scan_stops_at_its_limit_and_says_so() {
        let items = samples::enrollments();
        let (stack, server) = stack(vec![page(&items[..3], false), page(&items[3..], true)]).await;
        let cut = enrollments(&stack, Some("enrolled"), 4).await.unwrap();
        assert_eq!((cut.items, cut.is_cut), (items[..4].to_vec(), true));
        let requests = server.requests();
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
        assert!(error.to_string().starts_with("an item of e cannot be read: missing"), "{error}");
        let memory = Memory::default();
        memory.seed("h", &json!({"pk": "user#7", "sk": "s"})).unwrap();
        let table = memory.table("h");
        let read = of_learner::<HistoryItem>(&table, &"7".parse().unwrap(), None).await;
        let error = read.unwrap_err().to_string();
        assert!(error.starts_with("an item of h cannot be read: missing field"), "{error}");
    }
}
