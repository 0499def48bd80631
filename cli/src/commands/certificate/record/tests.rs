use milepost_certificate::AuditAction;
use milepost_harness::store::Memory;
use serde_json::json;

use super::super::tests::{Office, certificate, id, row};
use super::*;

#[tokio::test]
async fn a_record_is_a_certificate_with_its_trail() {
    let one = certificate(id(1));
    let office = Office::of([one.clone()]);
    let trail = [row(AuditAction::Drawn, "a"), row(AuditAction::Issued, "b")];
    office.set_trail(id(1), &trail);
    let read = record(&office.table, id(1)).await.unwrap().unwrap();
    assert_eq!(read, Record { certificate: one, trail: trail.to_vec() });
    assert!(!format!("{read:?}").contains("Łukasz"));
}

#[tokio::test]
async fn there_may_be_none() {
    let Office { table, .. } = Office::of([]);
    assert_eq!(record(&table, id(1)).await.unwrap(), None);
    let completion = certificate(id(1)).completion;
    assert_eq!(ledger(&table, completion).await.unwrap(), Ledger::default());
}

#[tokio::test]
async fn the_ledger_names_its_certificates() {
    let completion = certificate(id(1)).completion;
    let key = ledger_key(completion);
    let content = json!({
        "pk": key.pk, "sk": key.sk,
        "completion": "ab".repeat(32), "announced": [3], "revoked": [], "revision": 2,
        "certificates": [
            {"id": id(1), "announcedIn": 3, "isReplaced": true}, {"id": id(2), "announcedIn": 3},
        ],
    });
    let memory = Memory::default();
    memory.seed("c", &content).unwrap();
    let ledger = ledger(&memory.table("c"), completion).await.unwrap();
    let entry = |byte, is_replaced| Entry { id: id(byte), is_replaced };
    assert_eq!(ledger, Ledger { certificates: vec![entry(1, true), entry(2, false)] });
    assert!(ledger.has_replaced(id(1)) && !ledger.has_replaced(id(2)));
    assert_eq!(ledger.after(id(1)).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(ledger.after(id(7)).count(), 0);
}

#[tokio::test]
async fn an_item_of_another_form_is_an_error() {
    let (memory, key) = (Memory::default(), certificate_key(id(1)));
    memory.seed("c", &json!({"pk": key.pk, "sk": key.sk, "id": "x"})).unwrap();
    let error = record(&memory.table("c"), id(1)).await.unwrap_err().to_string();
    assert!(error.starts_with("an item of c cannot be read: "), "{error}");
}
