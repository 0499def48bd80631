use futures::future::join_all;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults};
use milepost_scripted_aws::json_aws;
use serde_json::{Value, json};

use super::*;

/// The minute of [`now`].
const MINUTE: &str = "29923920";

fn now() -> Timestamp {
    "2026-11-23T12:00:30Z".parse().unwrap()
}

fn budget(memory: &Memory, requests_per_hour: u32) -> SharedBudget {
    SharedBudget::new(memory.table("directory"), requests_per_hour)
}

#[tokio::test]
async fn a_request_is_a_read_and_a_write_of_the_version_that_was_read() {
    let stored = json!({"Item": {
        "pk": {"S": "budget#users"}, "sk": {"S": "requests"}, "version": {"N": "7"},
        "window": {"M": {"minutes": {"M": {MINUTE: {"N": "1"}}}}}
    }});
    let (config, requests) = json_aws([(200, stored.clone())]);
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&config), "directory");
    SharedBudget::new(table, 2).take(Resource::Users, now()).await.unwrap();
    let mut item = stored["Item"].clone();
    item["version"] = json!({"N": "8"});
    item["window"]["M"]["minutes"]["M"][MINUTE] = json!({"N": "2"});
    let bodies: Vec<Value> = requests.calls().into_iter().map(|(_, body)| body).collect();
    assert_eq!(
        bodies,
        [
            json!({"TableName": "directory", "ConsistentRead": true,
                "Key": {"pk": {"S": "budget#users"}, "sk": {"S": "requests"}}}),
            json!({"TableName": "directory", "Item": item,
                "ConditionExpression": "attribute_not_exists(pk) OR #version = :version",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":version": {"N": "7"}}}),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn of_many_who_ask_at_once_so_many_get_a_request_as_there_are() {
    let memory = Memory::default();
    let budget = budget(&memory, 5);
    let asked = join_all((0..9).map(|_| budget.take(Resource::Users, now()))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    assert_eq!(taken.len(), 5);
    let is_spent = |it: &Result<(), BudgetError>| {
        matches!(it, Err(BudgetError::Spent { resource: Resource::Users, .. }))
    };
    assert!(refused.iter().all(is_spent), "{refused:?}");
    let items: Vec<Value> = memory.all("directory", "budget#").unwrap();
    let item = json!({
        "pk": "budget#users", "sk": "requests", "version": 5,
        "window": {"minutes": {MINUTE: 5}},
    });
    assert_eq!(items, [item]);
}

#[tokio::test]
async fn without_the_table_no_request_is_allowed() {
    let faults = Faults::default();
    faults.fail_next("PutItem", 1, Fault::NotReached);
    let budget = budget(&Memory::with_faults(faults), 2);
    let error = budget.take(Resource::Users, now()).await.unwrap_err();
    insta::assert_snapshot!(error, @"the request budget cannot be used: not reached: no connection");
}
