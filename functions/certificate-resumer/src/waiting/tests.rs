use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults};
use milepost_scripted_aws::json_aws;
use serde_json::json;

use super::*;

fn id(byte: u8) -> CertificateId {
    CertificateId::from_bytes([byte; 16])
}

fn ana() -> Awaited {
    Awaited::Person("7".parse().unwrap())
}

/// A table in which these wait for Ana.
fn waiting(memory: &Memory, sort_keys: impl IntoIterator<Item = String>) -> Waiting {
    for sk in sort_keys {
        memory.seed("certificates", &json!({"pk": ana().partition(), "sk": sk})).unwrap();
    }
    Waiting::new(memory.table("certificates"))
}

#[tokio::test]
async fn all_pages_are_read() {
    let memory = Memory::default();
    let ids: Vec<CertificateId> = (0..60).map(id).collect();
    let waiting = waiting(&memory, ids.iter().map(ToString::to_string));
    assert_eq!(waiting.read(&ana()).await, Ok(ids));
    assert_eq!(memory.calls(), ["Query"; 3]);
    let ben = Awaited::Person("8".parse().unwrap());
    assert_eq!(waiting.read(&ben).await, Ok(Vec::new()), "nobody");
}

#[tokio::test]
async fn who_began_to_wait_a_moment_ago_is_seen() {
    let (config, requests) = json_aws([]);
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&config), "certificates");
    Waiting::new(table).read(&ana()).await.unwrap();
    let query = json!({
        "TableName": "certificates",
        "ConsistentRead": true,
        "ScanIndexForward": true,
        "KeyConditionExpression": "#partition = :partition",
        "ExpressionAttributeNames": {"#partition": "pk"},
        "ExpressionAttributeValues": {":partition": {"S": "awaiting-person#7"}},
    });
    assert_eq!(requests.calls(), [("DynamoDB_20120810.Query".to_owned(), query)]);
}

#[tokio::test]
async fn a_row_of_something_else_is_left_out() {
    let waiting = waiting(&Memory::default(), ["note".to_owned(), id(1).to_string()]);
    assert_eq!(waiting.read(&ana()).await, Ok(vec![id(1)]));
}

#[tokio::test]
async fn a_table_that_fails_is_an_error() {
    let faults = Faults::default();
    faults.fail_next("Query", 1, Fault::NotReached);
    let waiting = waiting(&Memory::with_faults(faults), [id(1).to_string()]);
    assert!(waiting.read(&ana()).await.is_err());
}
