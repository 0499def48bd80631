//! The documents, as they are published.

use milepost_credential::{
    Award, DEFAULT_BADGE, DidDocument, LocalKey, OpenBadgeCredential, Score, StatusList, bake,
    unbake, verify,
};
use serde_json::{Value, json};

use crate::given::{Given, achievement, award};

fn snapshot(name: &str, document: &Value) {
    insta::with_settings!({sort_maps => true, prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!(name, document);
    });
}

#[test]
fn a_credential_with_all_that_is_known() {
    snapshot("credential", &Given::default().credential(&award()));
}

#[test]
fn a_credential_with_the_least() {
    let mut achievement = achievement();
    achievement.image = None;
    achievement.description = " ".into();
    let award = Award {
        learner: Some("\t".into()),
        achievement,
        score: None,
        valid_until: None,
        ..award()
    };
    let credential = Given::default().credential(&award);
    snapshot("credential_least", &credential);
    verify(credential.to_string().as_bytes(), &Given::default().did_document()).unwrap();
}

#[test]
fn a_did_document_with_all_keys_ever_used() {
    let given = Given::at("https://learn.example:8443/prod");
    let keys = [given.key.public_key(), LocalKey::from_seed([8; 32]).public_key()];
    let document = DidDocument::new(&given.issuer, &keys);
    snapshot("did_document", &serde_json::to_value(document).unwrap());
}

#[test]
fn a_status_list() {
    let mut document = Given::default().status_list(&[0, 94_567]);
    // How well the list packs is the library's choice, and the signature is over that.
    let packed = document["credentialSubject"]["encodedList"].take();
    document["proof"]["proofValue"].take();
    let list = StatusList::decode(packed.as_str().unwrap()).unwrap();
    for (index, revoked) in [(0, true), (1, false), (94_566, false), (94_567, true)] {
        assert_eq!(list.is_revoked(index).unwrap(), revoked, "{index}");
    }
    snapshot("status_list", &document);
}

#[test]
fn a_score_that_is_no_number_is_left_out() {
    let score = |points| Some(Score { points, out_of: None });
    let given = Given::default();
    let without = given.credential(&Award { score: None, ..award() });
    assert_eq!(given.credential(&Award { score: score(f64::NAN), ..award() }), without);
    assert_ne!(given.credential(&Award { score: score(0.0), ..award() }), without);
}

#[test]
fn the_same_award_always_makes_the_same_credential() {
    let given = Given::default();
    assert_eq!(given.credential(&award()), given.credential(&award()));
}

#[test]
fn a_baked_badge_holds_the_credential() {
    let credential = Given::default().credential(&award()).to_string();
    let badge = bake(DEFAULT_BADGE, &credential).unwrap();
    assert_eq!(unbake(&badge).unwrap(), Some(credential));
}

#[test]
fn who_opens_the_file_sees_the_context_first() {
    let credential = OpenBadgeCredential::new(&Given::default().issuer, &award());
    assert!(serde_json::to_string(&credential).unwrap().starts_with(r#"{"@context":["#));
}

#[test]
fn debug_output_has_no_name() {
    let credential = OpenBadgeCredential::new(&Given::default().issuer, &award());
    let printed = format!("{:?} {credential:?}", award());
    assert!(printed.contains("3f2c6b1e") && !printed.contains("Zo"), "{printed}");
}

#[test]
fn a_learner_is_named_and_nothing_else() {
    let credential = Given::default().credential(&award());
    let subject = &credential["credentialSubject"];
    let identity = json!([{
        "type": "IdentityObject",
        "hashed": false,
        "identityHash": "Zoë Łukasiewicz-Ó Briain",
        "identityType": "name",
    }]);
    assert_eq!((subject.get("id"), &subject["identifier"]), (None, &identity));
}
