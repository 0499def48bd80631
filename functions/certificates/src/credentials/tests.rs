use milepost_credential::{DidDocument, verify};
use serde_json::{Value, json};

use super::*;
use crate::lists::tests::{Key, certificates, issuer};

const URL: &str = "https://learn.example.com";

fn certificate() -> Certificate {
    serde_json::from_value(json!({
        "id": "07070707-0707-4707-8707-070707070707", "accountId": "1", "userId": "7",
        "loId": "course:1", "loInstanceId": "course:1_2", "loType": "course",
        "completion": "aa".repeat(32), "announcedIn": 3, "status": "drawn",
        "snapshot": {
            "name": "Ana Souza", "title": "Fire safety", "score": 87.5, "locale": "pt-BR",
            "completedAt": "2026-11-20T12:00:00.000Z", "validUntil": "2027-11-20T12:00:00.000Z",
        },
        "statusList": {"list": 2, "index": 5}, "drawnAt": "2026-11-24T08:00:00.000Z",
    }))
    .unwrap()
}

async fn made(certificate: &Certificate) -> Vec<u8> {
    let (_, table) = certificates();
    let seal = Seal::new(issuer(), Key::default(), table);
    credential(certificate, URL, &seal).await.unwrap()
}

#[tokio::test]
async fn it_says_what_the_certificate_says_and_can_be_verified() {
    let json = made(&certificate()).await;
    let key = Key::default().public_key().await.unwrap();
    verify(&json, &DidDocument::new(&issuer(), &[key])).unwrap();
    let credential: Value = serde_json::from_slice(&json).unwrap();
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(credential) });
}

#[tokio::test]
async fn made_again_it_is_the_same_byte_for_byte() {
    assert_eq!(made(&certificate()).await, made(&certificate()).await);
}

#[tokio::test]
async fn nothing_of_alm_is_in_it_but_the_name_and_the_object() {
    let mut certificate = certificate();
    certificate.about.user_id = "user-4711".parse().unwrap();
    certificate.about.account_id = "account-4712".parse().unwrap();
    let json = String::from_utf8(made(&certificate).await).unwrap();
    assert!(json.contains("Ana Souza") && json.contains("course"));
    assert!(!json.contains("4711") && !json.contains("4712"), "{json}");
}
