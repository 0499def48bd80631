use milepost_certificate::Status;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults};
use milepost_scripted_aws::{Requests, json_aws};
use serde_json::{Value, json};

use super::*;

/// A table that answers these; and what it was asked.
fn table(answers: Vec<(u16, Value)>) -> (Certificates, Requests) {
    let (config, requests) = json_aws(answers);
    let client = aws_sdk_dynamodb::Client::new(&config);
    (Certificates::new(Table::dynamo(client, "certificates")), requests)
}

fn id() -> CertificateId {
    CertificateId::from_bytes([7; 16])
}

#[tokio::test]
async fn a_certificate_is_read_by_its_id() {
    let item = json!({
        "pk": {"S": format!("certificate#{}", id())}, "sk": {"S": "certificate"},
        "revision": {"N": "3"}, "id": {"S": id().to_string()}, "accountId": {"S": "1234"},
        "userId": {"S": "7"}, "loInstanceId": {"S": "course:1_2"},
        "completion": {"S": milepost_domain::EventKey::from_bytes([3; 32]).to_string()},
        "announcedIn": {"N": "4"}, "status": {"S": "issued"},
        "snapshot": {"M": {"name": {"S": "A"}, "title": {"S": "B"},
            "completedAt": {"S": "2026-11-23T12:00:00.000Z"}}},
        "statusList": {"M": {"list": {"N": "0"}, "index": {"N": "5"}}},
        "drawnAt": {"S": "2026-11-23T12:00:00.000Z"},
    });
    let (table, requests) = table(vec![(200, json!({"Item": item})), (200, json!({}))]);
    assert_eq!(table.certificate(id()).await.unwrap().unwrap().status, Status::Issued);
    assert_eq!(table.certificate(id()).await, Ok(None));
    let asked = json!({
        "TableName": "certificates",
        "Key": {"pk": {"S": format!("certificate#{}", id())}, "sk": {"S": "certificate"}},
    });
    let asked = ("DynamoDB_20120810.GetItem".to_owned(), asked);
    assert_eq!(requests.calls(), [asked.clone(), asked]);
}

#[tokio::test]
async fn an_item_of_another_form_is_no_certificate() {
    let (table, _) = table(vec![(200, json!({"Item": {"status": {"S": "odd"}}}))]);
    let found = table.certificate(id()).await;
    assert!(matches!(found, Err(StoreError::Unreadable(_))), "{found:?}");
}

#[tokio::test]
async fn a_status_list_is_read_by_its_number() {
    let item = json!({"list": {"N": "2"}, "revision": {"N": "9"}, "credential": {"S": "{}"}});
    let (table, requests) = table(vec![(200, json!({"Item": item}))]);
    assert_eq!(table.status_list(2).await.unwrap().unwrap().credential, "{}");
    let key = json!({"pk": {"S": "status-list#2"}, "sk": {"S": "status-list"}});
    assert_eq!(requests.calls()[0].1["Key"], key);
}

fn item(sk: &str) -> Value {
    json!({"pk": ISSUER, "sk": sk})
}

#[tokio::test]
async fn every_page_of_keys_is_read() {
    let memory = Memory::default();
    let mut keys: Vec<PublicKey> = (0..60).map(|byte| PublicKey::new([byte; 32])).collect();
    keys.sort_by_key(PublicKey::multibase);
    for key in &keys {
        memory.seed("certificates", &item(&format!("key#{}", key.multibase()))).unwrap();
    }
    memory.seed("certificates", &item("note")).unwrap();
    let table = Certificates::new(memory.table("certificates"));
    assert_eq!(table.keys().await, Ok(keys));
    assert_eq!(memory.calls(), ["Query"; 3]);
    memory.seed("certificates", &item("key#odd")).unwrap();
    let odd = table.keys().await;
    assert!(matches!(odd, Err(StoreError::Unreadable(_))), "{odd:?}");
}

#[tokio::test]
async fn a_page_that_fails_fails_all_keys() {
    let faults = Faults::default();
    faults.fail_next("Query", 1, Fault::NotReached);
    let table = Memory::with_faults(faults).table("certificates");
    let keys = Certificates::new(table).keys().await;
    assert!(matches!(keys, Err(StoreError::NotReached(_))), "{keys:?}");
}

#[tokio::test]
async fn a_failed_call_is_told_without_what_was_asked() {
    let answer = json!({"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"});
    let (table, _) = table(vec![(400, answer)]);
    let error = table.certificate(id()).await.unwrap_err().to_string();
    assert!(error.contains("ThrottlingException"), "{error}");
    assert!(!error.contains(&id().to_string()), "{error}");
}
