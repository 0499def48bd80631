//! A document of which anything was changed does not verify.

use milepost_credential::{CredentialError, DidDocument, LocalKey, verify};
use proptest::prelude::*;
use serde_json::Value;

use crate::given::{Given, award};

/// The document once for each of its values, with that value changed; and where it was.
pub(crate) fn each_value_changed(document: &Value) -> Vec<(String, Value)> {
    let change = |path: String| {
        let mut changed = document.clone();
        let value = changed.pointer_mut(&path).unwrap();
        *value = other(value);
        (path, changed)
    };
    paths(document, "").into_iter().map(change).collect()
}

/// Pointers to all values that are not objects or arrays.
fn paths(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| paths(value, &format!("{path}/{name}")))
            .collect(),
        Value::Array(items) => (items.iter().enumerate())
            .flat_map(|(index, value)| paths(value, &format!("{path}/{index}")))
            .collect(),
        _ => vec![path.to_owned()],
    }
}

fn other(value: &Value) -> Value {
    match value {
        Value::String(text) => changed_at(text, text.chars().count() / 2).into(),
        Value::Bool(value) => (!value).into(),
        value => panic!("no value of this kind is written: {value}"),
    }
}

fn changed_at(text: &str, position: usize) -> String {
    let swap = |char| if char == '1' { '2' } else { '1' };
    let chars = text.chars().enumerate();
    chars.map(|(at, char)| if at == position { swap(char) } else { char }).collect()
}

#[test]
fn untouched_documents_verify() {
    let given = Given::default();
    for document in [given.credential(&award()), given.status_list(&[1])] {
        verify(document.to_string().as_bytes(), &given.did_document()).unwrap();
    }
}

#[test]
fn every_value_is_covered() {
    let given = Given::default();
    for document in [given.credential(&award()), given.status_list(&[1])] {
        let changed = each_value_changed(&document);
        assert!(changed.len() > 10);
        for (path, document) in changed {
            let verified = verify(document.to_string().as_bytes(), &given.did_document());
            assert!(verified.is_err(), "{path}");
        }
    }
}

#[test]
fn what_is_added_or_missing_is_noticed() {
    let given = Given::default();
    let credential = given.credential(&award());
    let mut added = credential.clone();
    added["credentialSubject"]["grade"] = "A".into();
    let mut unproven = credential.clone();
    unproven.as_object_mut().unwrap().remove("proof");
    let mut unlimited = credential.clone();
    unlimited.as_object_mut().unwrap().remove("validUntil");
    let verify = |document: &Value| verify(document.to_string().as_bytes(), &given.did_document());
    assert!(matches!(verify(&added), Err(CredentialError::Unsigned(name)) if name == "grade"));
    assert!(matches!(verify(&unproven), Err(CredentialError::Proof)));
    assert!(matches!(verify(&unlimited), Err(CredentialError::Signature)));
}

#[test]
fn only_published_keys_of_the_issuer_count() {
    let given = Given::default();
    let json = given.credential(&award()).to_string();
    let new = LocalKey::from_seed([8; 32]).public_key();
    let rotated = DidDocument::new(&given.issuer, &[given.key.public_key(), new]);
    let withdrawn = DidDocument::new(&given.issuer, &[new]);
    let other = Given::at("https://other.example").did_document();
    assert!(verify(json.as_bytes(), &rotated).is_ok());
    for keys in [withdrawn, other] {
        let refused = verify(json.as_bytes(), &keys);
        assert!(matches!(refused, Err(CredentialError::UnknownKey)));
    }
}

#[test]
fn no_one_else_signs_in_the_name_of_the_issuer() {
    let (given, other) = (Given::default(), Given::at("https://other.example"));
    let forged = other.forged(&given.issuer).to_string();
    for keys in [given.did_document(), other.did_document()] {
        let refused = verify(forged.as_bytes(), &keys);
        assert!(matches!(refused, Err(CredentialError::UnknownKey)));
    }
}

/// One byte of the JSON text is another.
fn flipped(json: &str, position: prop::sample::Index, bits: u8) -> Vec<u8> {
    let mut bytes = json.as_bytes().to_vec();
    bytes[position.index(json.len())] ^= bits;
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn no_changed_byte_verifies(position: prop::sample::Index, bits in 1..=255u8) {
        let given = Given::default();
        let json = given.credential(&award()).to_string();
        let changed = flipped(&json, position, bits);
        let document: Option<Value> = serde_json::from_slice(&changed).ok();
        // White space between tokens and escapes change the text, not the document.
        prop_assume!(document != serde_json::from_str(&json).ok());
        prop_assert!(verify(&changed, &given.did_document()).is_err());
    }

    #[test]
    fn any_text_is_signed_as_it_is_read(name in "\\PC{0,40}", title in any::<String>()) {
        let given = Given::default();
        let mut award = award();
        award.learner = Some(name);
        award.achievement.name = title;
        let json = given.credential(&award).to_string();
        prop_assert!(verify(json.as_bytes(), &given.did_document()).is_ok());
    }
}
