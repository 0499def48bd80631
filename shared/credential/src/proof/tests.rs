use serde_json::json;

use super::*;
use crate::LocalKey;

/// 1EdTech's test vector (Open Badges 3.0 Implementation Guide, "Linked Data Proof Test Vector").
const KEY_ID: &str =
    "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
const SEED: &str = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4";
const MESSAGE: &str = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19\
                       87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773";
const PROOF_VALUE: &str =
    "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr";

fn document() -> Value {
    serde_json::from_str(include_str!("vector/document.json")).unwrap()
}

fn created() -> Timestamp {
    "2010-01-01T19:23:24Z".parse().unwrap()
}

fn key() -> LocalKey {
    LocalKey::from_seed(hex::decode(SEED).unwrap().try_into().unwrap())
}

fn finished<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn the_canonical_forms_are_those_of_the_test_vector() {
    let proof = Proof::unsigned(KEY_ID, created());
    assert_eq!(canonical(&document()).unwrap(), include_str!("vector/document.nq"));
    assert_eq!(proof.canonical().unwrap(), include_str!("vector/proof.nq"));
    assert_eq!(hex::encode(proof.message(&document()).unwrap()), MESSAGE);
}

#[test]
fn the_proof_is_that_of_the_test_vector() {
    let proven = finished(prove(document(), KEY_ID, created(), &key())).unwrap();
    assert_eq!(proven.proof.proof_value, PROOF_VALUE);
    assert_eq!(
        serde_json::to_value(&proven.proof).unwrap(),
        json!({
            "type": "DataIntegrityProof",
            "created": "2010-01-01T19:23:24Z",
            "verificationMethod": KEY_ID,
            "cryptosuite": "eddsa-rdfc-2022",
            "proofPurpose": "assertionMethod",
            "proofValue": PROOF_VALUE,
        })
    );
}

/// The options are written without JSON-LD: they are what JSON-LD would make of them.
#[test]
fn the_options_are_canonical() {
    let proof = Proof::unsigned("did:web:a.example%3A8443:b#z6Mk", created());
    let mut options = serde_json::to_value(&proof).unwrap();
    options["@context"] = document()["@context"].clone();
    options.as_object_mut().unwrap().remove("proofValue");
    assert_eq!(proof.canonical().unwrap(), canonical(&options).unwrap());
}

#[test]
fn what_would_not_be_signed_is_refused() {
    let mut document = document();
    document["credentialSubject"]["achievement"]["grade"] = json!("A");
    let refused = finished(prove(&document, KEY_ID, created(), &key())).unwrap_err();
    assert!(matches!(refused, CredentialError::Unsigned(name) if name == "grade"));
    let refused = finished(prove(json!({}), "key-1", created(), &key())).unwrap_err();
    assert!(matches!(refused, CredentialError::Unsigned(_)));
}

#[test]
fn a_signer_that_fails_is_named_as_the_cause() {
    struct Broken;
    impl Sign for Broken {
        async fn sign(&self, _: &[u8]) -> Result<[u8; 64], SignError> {
            Err(SignError("throttled".into()))
        }
    }
    let failed = finished(prove(document(), KEY_ID, created(), &Broken)).unwrap_err();
    let CredentialError::Sign(error) = failed else { panic!("{failed}") };
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "throttled");
}
