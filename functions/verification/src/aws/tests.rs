use milepost_certificate::Status;
use milepost_scripted_aws::{Requests, aws, json_aws};
use serde_json::{Value, json};

use super::*;

/// A table that answers these; and what it was asked.
fn table(answers: Vec<(u16, Value)>) -> (Table, Requests) {
    let (config, requests) = json_aws(answers);
    let client = aws_sdk_dynamodb::Client::new(&config);
    (Table::new(client, "certificates".to_owned()), requests)
}

/// A bucket that answers this; and what it was asked.
fn bucket(status: u16, body: &str) -> (Bucket, Requests) {
    let (config, requests) = aws(vec![(status, body.to_owned())]);
    let client = aws_sdk_s3::Client::new(&config);
    (Bucket::new(client, "documents".to_owned()), requests)
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
    assert_eq!(table.certificate(id()).await, Err(PortError::Unreadable));
}

#[tokio::test]
async fn a_status_list_is_read_by_its_number() {
    let item = json!({"list": {"N": "2"}, "revision": {"N": "9"}, "credential": {"S": "{}"}});
    let (table, requests) = table(vec![(200, json!({"Item": item}))]);
    assert_eq!(table.status_list(2).await.unwrap().unwrap().credential, "{}");
    let key = json!({"pk": {"S": "status-list#2"}, "sk": {"S": "status-list"}});
    assert_eq!(requests.calls()[0].1["Key"], key);
}

#[tokio::test]
async fn every_page_of_keys_is_read() {
    let key = |byte| PublicKey::new([byte; 32]);
    let item =
        |byte| json!({"pk": {"S": ISSUER}, "sk": {"S": format!("key#{}", key(byte).multibase())}});
    let last = item(1);
    let (table, requests) = table(vec![
        (200, json!({"Items": [item(1)], "LastEvaluatedKey": last})),
        (200, json!({"Items": [item(2)]})),
    ]);
    assert_eq!(table.keys().await, Ok(vec![key(1), key(2)]));
    let mut query = json!({
        "TableName": "certificates",
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
        "ExpressionAttributeValues": {":pk": {"S": "issuer"}, ":sk": {"S": "key#"}},
    });
    let first = query.clone();
    query["ExclusiveStartKey"] = last;
    let name = "DynamoDB_20120810.Query".to_owned();
    assert_eq!(requests.calls(), [(name.clone(), first), (name, query)]);
}

#[tokio::test]
async fn a_failed_call_is_told_without_what_was_asked() {
    let answer = json!({"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"});
    let (table, _) = table(vec![(400, answer)]);
    let error = table.certificate(id()).await.unwrap_err().to_string();
    assert!(error.contains("ThrottlingException"), "{error}");
    assert!(!error.contains(&id().to_string()), "{error}");
}

#[tokio::test]
async fn a_document_lies_under_the_certificates_id() {
    let (bucket, requests) = bucket(200, "%PDF");
    let file = bucket.document(id(), Document::Pdf).await.unwrap().unwrap();
    assert_eq!((&*file.bytes, file.etag.as_deref()), (&b"%PDF"[..], Some("\"tag\"")));
    let url = format!(
        "GET https://documents.s3.eu-west-1.amazonaws.com/certificates/{}/certificate.pdf?x-id=GetObject",
        id()
    );
    assert_eq!(requests.all()[0]["target"], url);
}

#[tokio::test]
async fn a_missing_document_is_none_and_a_failed_call_an_error() {
    let (missing, _) = bucket(404, "<Error><Code>NoSuchKey</Code></Error>");
    assert_eq!(missing.document(id(), Document::Badge).await, Ok(None));
    let (failing, _) = bucket(503, "<Error><Code>SlowDown</Code></Error>");
    let error = failing.document(id(), Document::Badge).await.unwrap_err();
    assert!(matches!(&error, PortError::Bucket(why) if why.contains("SlowDown")), "{error}");
}
