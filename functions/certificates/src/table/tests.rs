use milepost_certificate::{AuditAction, AuditRow};
use serde_json::{Value, json};

use super::*;
use milepost_scripted_aws::aws;

fn id() -> CertificateId {
    CertificateId::from_bytes([7; 16])
}

fn certificate() -> Certificate {
    serde_json::from_value(json!({
        "id": id(), "accountId": "1", "userId": "7", "loId": "course:1", "loInstanceId": "course:1_2",
        "completion": "aa".repeat(32), "announcedIn": 3, "status": "drawn",
        "snapshot": {"name": "Ana", "title": "Fire safety", "completedAt": "2026-11-20T12:00:00.000Z", "score": 87.5},
        "statusList": {"list": 0, "index": 5}, "drawnAt": "2026-11-24T08:00:00.000Z",
    }))
    .unwrap()
}

fn ledger() -> Ledger {
    let mut ledger = Ledger::new(EventKey::from_bytes([0xaa; 32]));
    ledger.announce(3);
    ledger.withdraw(5, milepost_certificate::Reason::RolledBack);
    ledger.draw(id(), 3);
    ledger
}

fn row() -> AuditRow {
    AuditRow {
        at: "2026-11-24T08:00:00Z".parse().unwrap(),
        action: AuditAction::Revoked { reason: milepost_certificate::Reason::Withdrawn },
        cause: "r1".to_owned(),
        requested_by: Some("ana".to_owned()),
        comment: None,
    }
}

/// One of each kind.
fn writes() -> Vec<Write> {
    let list = StatusListItem { list: 0, version: 1, credential: "{}".to_owned() };
    let keys = wait_keys(&certificate());
    vec![
        Write::Ledger(Revised { value: ledger(), revision: 0 }),
        Write::Certificate(Box::new(Revised { value: certificate(), revision: 4 })),
        Write::Audit(id(), row()),
        Write::StatusList(list),
        Write::Wait(keys[0].clone()),
        Write::Wake(keys[1].clone()),
    ]
}

#[tokio::test]
async fn a_transaction_says_what_must_be_there() {
    let (config, requests) = aws(vec![]);
    let table = DynamoCommit::new(aws_sdk_dynamodb::Client::new(&config), "certificates");
    table.commit(&writes()).await.unwrap();
    let mut request = requests.all()[0].clone();
    // The SDK draws one for each call.
    request["body"].as_object_mut().unwrap().remove("ClientRequestToken");
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(request) });
}

#[tokio::test]
async fn what_is_written_can_be_read_again() {
    let (config, requests) = aws(vec![]);
    let client = aws_sdk_dynamodb::Client::new(&config);
    DynamoCommit::new(client, "certificates").commit(&writes()).await.unwrap();
    let items = requests.all()[0]["body"]["TransactItems"].clone();
    let answer =
        |index: usize| (200, json!({"Item": items[index]["Put"]["Item"].clone()}).to_string());
    let (config, requests) = aws(vec![answer(0), answer(1), answer(3)]);
    let table = DynamoRead::new(aws_sdk_dynamodb::Client::new(&config), "certificates");
    let found = table.ledger(ledger().completion).await.unwrap();
    assert_eq!(found, Revised { value: ledger(), revision: 1 });
    let found = table.certificate(id()).await.unwrap().unwrap();
    assert_eq!((found.value, found.revision), (certificate(), 5));
    let found = table.status_list(0).await.unwrap().unwrap();
    assert_eq!(found.version, 1);
    for request in &requests.all() {
        assert_eq!(request["body"]["ConsistentRead"], Value::Bool(true));
    }
}

#[tokio::test]
async fn what_is_not_there_is_empty() {
    let (config, _) = aws(vec![]);
    let table = DynamoRead::new(aws_sdk_dynamodb::Client::new(&config), "certificates");
    let found = table.ledger(ledger().completion).await.unwrap();
    assert_eq!(found, Revised { value: Ledger::new(ledger().completion), revision: 0 });
    assert_eq!(table.certificate(id()).await.unwrap(), None);
}

fn cancelled(codes: &[&str]) -> (u16, String) {
    let reasons: Vec<Value> = codes.iter().map(|code| json!({"Code": code})).collect();
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    (400, json!({"__type": kind, "CancellationReasons": reasons}).to_string())
}

#[tokio::test]
async fn only_a_faster_writer_is_a_conflict() {
    for (codes, is_conflict) in [
        (vec!["None", "ConditionalCheckFailed"], true),
        (vec!["TransactionConflict", "None"], true),
        (vec!["ValidationError", "ConditionalCheckFailed"], false),
        (vec!["ThrottlingError"], false),
    ] {
        let (config, _) = aws(vec![cancelled(&codes)]);
        let table = DynamoCommit::new(aws_sdk_dynamodb::Client::new(&config), "certificates");
        let error = table.commit(&writes()).await.unwrap_err();
        assert_eq!(error == TableError::Conflict, is_conflict, "{codes:?}: {error}");
    }
}

#[tokio::test]
async fn places_are_counted_from_0() {
    let answer = json!({"Attributes": {"drawn": {"N": "1"}}}).to_string();
    let (config, requests) = aws(vec![(200, answer)]);
    let places = DynamoPlaces::new(aws_sdk_dynamodb::Client::new(&config), "certificates");
    assert_eq!(places.draw().await, Ok(0));
    let request = requests.all()[0].clone();
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(request) });
}
