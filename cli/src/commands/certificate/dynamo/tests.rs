use milepost_certificate::AuditAction;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::fakes::{certificate, id, row};
use super::super::record::Entry;
use super::*;
use crate::stack::tests::config;
use crate::tests::server::{answer, server};

/// An item as it comes over the wire.
fn item(sk: &str, content: &impl Serialize) -> Value {
    let mut item: serde_dynamo::Item = serde_dynamo::to_item(content).unwrap();
    item.insert("pk".to_owned(), serde_dynamo::AttributeValue::S("p".to_owned()));
    item.insert("sk".to_owned(), serde_dynamo::AttributeValue::S(sk.to_owned()));
    serde_json::to_value(item).unwrap()
}

/// A table that answers with these pages.
async fn table(pages: &[Vec<Value>]) -> (Table, tokio::task::JoinHandle<Vec<String>>) {
    let page = |(number, items): (usize, &Vec<Value>)| {
        let mut page = json!({"Items": items});
        if number + 1 < pages.len() {
            page["LastEvaluatedKey"] = json!({"pk": {"S": "p"}, "sk": {"S": "s"}});
        }
        answer(200, &page.to_string())
    };
    let (url, server) = server(pages.iter().enumerate().map(page).collect()).await;
    let config = config(&url);
    let place = Place::of(&config).unwrap();
    (Table { client: Client::new(&config), name: "c".to_owned(), place }, server)
}

fn sent(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn a_record_is_one_partition_read_consistently() {
    let one = certificate(id(1));
    let trail = [row(AuditAction::Drawn, "a"), row(AuditAction::Issued, "b")];
    let pages = [
        vec![item("audit#1", &trail[0]), item("audit#2", &trail[1])],
        vec![item("certificate", &one), item("later", &json!({"note": "of a later release"}))],
    ];
    let (table, server) = table(&pages).await;
    let read = table.record(id(1)).await.unwrap().unwrap();
    assert_eq!(read, Record { certificate: one, trail: trail.to_vec() });
    assert!(!format!("{read:?}").contains("Łukasz"));
    let query = sent(&server.await.unwrap()[0]);
    assert_eq!((&query["TableName"], &query["ConsistentRead"]), (&json!("c"), &json!(true)));
    let pk = json!({":pk": {"S": "certificate#01010101-0101-4101-8101-010101010101"}});
    assert_eq!(query["ExpressionAttributeValues"], pk);
}

#[tokio::test]
async fn there_may_be_none() {
    let (table, _server) = table(&[vec![], vec![]]).await;
    assert_eq!(table.record(id(1)).await.unwrap(), None);
    let (table, _server) = self::table(&[vec![]]).await;
    assert_eq!(table.ledger(certificate(id(1)).completion).await.unwrap(), Ledger::default());
}

#[tokio::test]
async fn the_ledger_names_its_certificates() {
    let content = json!({
        "completion": "ab".repeat(32), "announced": [3], "revoked": [], "revision": 2,
        "certificates": [
            {"id": id(1), "announcedIn": 3, "isReplaced": true}, {"id": id(2), "announcedIn": 3},
        ],
    });
    let (table, server) = table(&[vec![item("ledger", &content)]]).await;
    let ledger = table.ledger(certificate(id(1)).completion).await.unwrap();
    let entry = |byte, is_replaced| Entry { id: id(byte), is_replaced };
    assert_eq!(ledger, Ledger { certificates: vec![entry(1, true), entry(2, false)] });
    assert!(ledger.has_replaced(id(1)) && !ledger.has_replaced(id(2)));
    assert_eq!(ledger.after(id(1)).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(ledger.after(id(7)).count(), 0);
    let pk = json!({":pk": {"S": format!("completion#{}", "ab".repeat(32))}});
    assert_eq!(sent(&server.await.unwrap()[0])["ExpressionAttributeValues"], pk);
}

#[tokio::test]
async fn an_item_of_another_form_is_an_error() {
    let (table, _server) = table(&[vec![item("certificate", &json!({"id": "x"}))]]).await;
    let error = table.record(id(1)).await.unwrap_err().to_string();
    assert_eq!(error, "an item of c cannot be read");
}
