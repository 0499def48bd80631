use milepost_scripted_aws::json_aws;
use serde_json::{Value, json};

use super::*;

/// Reads who waits for person 7 from a table that answers these; also what it was asked.
async fn read(
    answers: Vec<(u16, Value)>,
) -> (Result<Vec<CertificateId>, WakeError>, Vec<(String, Value)>) {
    let (config, requests) = json_aws(answers);
    let waiting = DynamoWaiting::new(Client::new(&config), "certificates".to_owned());
    let read = waiting.read(&Awaited::Person("7".parse().unwrap())).await;
    (read, requests.calls())
}

fn id(byte: u8) -> CertificateId {
    CertificateId::from_bytes([byte; 16])
}

fn item(sort_key: &str) -> Value {
    json!({"sk": {"S": sort_key}})
}

#[tokio::test]
async fn all_pages_are_read_consistently() {
    let first = json!({
        "Items": [item(&id(1).to_string()), item(&id(2).to_string())],
        "LastEvaluatedKey": {"pk": {"S": "p"}, "sk": {"S": "s"}},
    });
    let second = json!({"Items": [item(&id(3).to_string())]});
    let (read, requests) = read(vec![(200, first), (200, second)]).await;
    assert_eq!(read, Ok(vec![id(1), id(2), id(3)]));
    let query = json!({
        "TableName": "certificates",
        "ConsistentRead": true,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "awaiting-person#7"}},
        "ProjectionExpression": "sk",
    });
    let mut next = query.clone();
    next["ExclusiveStartKey"] = json!({"pk": {"S": "p"}, "sk": {"S": "s"}});
    let target = "DynamoDB_20120810.Query".to_owned();
    assert_eq!(requests, [(target.clone(), query), (target, next)]);
}

#[tokio::test]
async fn nobody_waits() {
    assert_eq!(read(vec![(200, json!({"Items": []}))]).await.0, Ok(Vec::new()));
}

#[tokio::test]
async fn a_row_of_something_else_is_left_out() {
    let items = json!({"Items": [item("note"), {"sk": {"N": "1"}}, {}, item(&id(1).to_string())]});
    assert_eq!(read(vec![(200, items)]).await.0, Ok(vec![id(1)]));
}

#[tokio::test]
async fn a_refusal_tells_nothing_of_who_waits() {
    let refusal = json!({"__type": "AccessDeniedException", "message": "not you"});
    let (read, _) = read(vec![(400, refusal)]).await;
    insta::assert_snapshot!(read.unwrap_err(), @"the certificates' table: refused: AccessDeniedException: not you");
}
