use milepost_certificate::{AuditAction, AuditRow};
use milepost_harness::store::Memory;
use serde_json::json;

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
    let list = StatusListItem { list: 0, revision: 1, credential: "{}".to_owned() };
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
    let client = aws_sdk_dynamodb::Client::new(&config);
    let certificates = Certificates::new(Table::dynamo(client, "certificates"));
    certificates.commit(&writes()).await.unwrap();
    let mut request = requests.all()[0].clone();
    // The SDK draws one for each call.
    request["body"].as_object_mut().unwrap().remove("ClientRequestToken");
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(request) });
}

fn certificates() -> Certificates {
    Certificates::new(Memory::default().table("certificates"))
}

#[tokio::test]
async fn what_is_written_can_be_read_again() {
    let certificates = certificates();
    let first = Revised { value: certificate(), revision: 0 };
    certificates.commit(&[Write::Certificate(Box::new(first))]).await.unwrap();
    let again = Revised { value: certificate(), revision: 4 };
    let stale = certificates.commit(&[Write::Certificate(Box::new(again))]).await;
    assert_eq!(stale, Err(StoreError::Conflict));
    let mut writes = writes();
    writes[1] = Write::Certificate(Box::new(Revised { value: certificate(), revision: 1 }));
    certificates.commit(&writes).await.unwrap();
    let found = certificates.ledger(ledger().completion).await.unwrap();
    assert_eq!(found, Revised { value: ledger(), revision: 1 });
    let found = certificates.certificate(id()).await.unwrap().unwrap();
    assert_eq!((found.value, found.revision), (certificate(), 2));
    let found = certificates.status_list(0).await.unwrap().unwrap();
    assert_eq!(found.revision, 1);
}

#[tokio::test]
async fn what_is_not_there_is_empty() {
    let certificates = certificates();
    let found = certificates.ledger(ledger().completion).await.unwrap();
    assert_eq!(found, Revised { value: Ledger::new(ledger().completion), revision: 0 });
    assert_eq!(certificates.certificate(id()).await.unwrap(), None);
}

#[tokio::test]
async fn places_are_counted_from_0() {
    let certificates = certificates();
    assert_eq!(certificates.draw().await, Ok(0));
    assert_eq!(certificates.draw().await, Ok(1));
}
