//! Two verifiers that share no code with this crate, or with each other, agree with it.

use milepost_credential::{Award, DEFAULT_BADGE, DidDocument, LocalKey, StatusList, bake};
use milepost_verifiers::{Verdict, Verifier};
use serde_json::{Value, json};

use crate::given::{Given, INDEX, LIST, award};
use crate::tampering::each_value_changed;

/// Names that fonts, escapes and canonicalisers trip over.
const NAMES: [&str; 14] = [
    "Ana-María O'Connor d'Été",
    "Łukasz Żółć",
    "Đặng Thị Hồng Nhung",
    "Дмитрий Щербаков",
    "Γεώργιος Παπαδόπουλος",
    "王小明",
    "さくら 田中",
    "김서연",
    "محمد عبد الله",
    "יעל כהן",
    "प्रिया श्रीवास्तव",
    "สมชาย ใจดี",
    "A \"B\" \\ <C> & 'D' {@id} \u{1F3C6}",
    "Tab\tbell\u{7}del\u{7f}nel\u{85}line\u{2028}",
];

fn request(given: &Given, credential: &Value, list: &Value) -> Value {
    let address = format!("https://learn.example{}", given.issuer.did_document_path());
    json!({
        "credential": credential,
        "documents": {address: given.did_document(), LIST: list},
    })
}

/// Both verifiers' verdicts on each request, with the verifier.
fn judged(requests: &[Value]) -> impl Iterator<Item = (Verifier, Vec<Verdict>)> {
    Verifier::ALL.into_iter().map(|verifier| (verifier, verifier.judge(requests)))
}

#[test]
fn credentials_verify_whatever_the_name() {
    let given = Given::default();
    let list = given.status_list(&[INDEX + 1]);
    let named = |name: &str| given.credential(&Award { learner: Some(name.into()), ..award() });
    let mut credentials: Vec<_> = NAMES.map(named).into();
    credentials.push(given.credential(&Award { learner: None, ..award() }));
    credentials.push(given.credential(&Award { score: None, valid_until: None, ..award() }));
    let requests: Vec<_> =
        credentials.iter().map(|credential| request(&given, credential, &list)).collect();
    for (verifier, verdicts) in judged(&requests) {
        for (verdict, credential) in verdicts.iter().zip(&credentials) {
            assert!(verdict.is_valid(), "{verifier:?}: {verdict}: {credential}");
        }
    }
}

/// Canonicalisers escape as they like: that of this crate agrees with both on every character.
#[test]
fn every_character_of_the_basic_plane_verifies() {
    let given = Given::default();
    let list = given.status_list(&[]);
    let characters: Vec<char> = ('\u{0}'..='\u{ffff}').collect();
    let with_title = |title: &[char]| {
        let mut award = award();
        award.achievement.name = title.iter().collect();
        request(&given, &given.credential(&award), &list)
    };
    let requests: Vec<_> = characters.chunks(8192).map(with_title).collect();
    for (verifier, verdicts) in judged(&requests) {
        for (chunk, verdict) in verdicts.iter().enumerate() {
            assert!(verdict.is_valid(), "{verifier:?}, chunk {chunk}: {verdict}");
        }
    }
}

#[test]
fn a_credential_with_any_value_changed_is_refused() {
    let given = Given::default();
    let list = given.status_list(&[]);
    let (paths, requests): (Vec<_>, Vec<_>) = each_value_changed(&given.credential(&award()))
        .into_iter()
        .map(|(path, changed)| (path, request(&given, &changed, &list)))
        .unzip();
    assert_refused(&paths, &requests);
}

#[test]
fn a_status_list_with_any_value_changed_is_refused() {
    let given = Given::default();
    let credential = given.credential(&award());
    let (paths, requests): (Vec<_>, Vec<_>) = each_value_changed(&given.status_list(&[]))
        .into_iter()
        .map(|(path, changed)| (path, request(&given, &credential, &changed)))
        .unzip();
    assert_refused(&paths, &requests);
}

fn assert_refused(paths: &[String], requests: &[Value]) {
    for (verifier, verdicts) in judged(requests) {
        for (verdict, path) in verdicts.iter().zip(paths) {
            assert!(!verdict.verified, "{verifier:?}: {path}: {verdict}");
        }
    }
}

#[test]
fn a_revoked_credential_is_reported_as_revoked() {
    let given = Given::default();
    let credential = given.credential(&award());
    let requests = [&[INDEX][..], &[INDEX - 1, INDEX + 1]]
        .map(|revoked| request(&given, &credential, &given.status_list(revoked)));
    for (verifier, verdicts) in judged(&requests) {
        let read: Vec<_> =
            verdicts.iter().map(|verdict| (verdict.verified, verdict.revoked)).collect();
        assert_eq!(read, [(true, Some(true)), (true, Some(false))], "{verifier:?}");
    }
}

/// Whoever serves the list cannot take a revocation back.
#[test]
fn a_forged_status_list_is_refused() {
    let given = Given::default();
    let mut list = given.status_list(&[INDEX]);
    list["credentialSubject"]["encodedList"] = StatusList::default().encode().into();
    let stranger = Given { key: LocalKey::from_seed([8; 32]), ..Given::default() };
    let requests = [list, stranger.status_list(&[]), Value::Null]
        .map(|list| request(&given, &given.credential(&award()), &list));
    assert_refused(&["forged", "of a stranger", "missing"].map(str::to_owned), &requests);
}

#[test]
fn no_one_else_signs_in_the_name_of_the_issuer() {
    let (given, other) = (Given::default(), Given::at("https://other.example"));
    let mut request = request(&given, &other.forged(&given.issuer), &given.status_list(&[]));
    request["documents"]["https://other.example/.well-known/did.json"] =
        json!(other.did_document());
    assert_refused(&["forged".to_owned()], &[request]);
}

#[test]
fn keys_verify_as_long_as_they_are_published() {
    let given = Given::default();
    let (old, new) = (given.key.public_key(), LocalKey::from_seed([8; 32]).public_key());
    let credential = given.credential(&award());
    let requests = [vec![new, old], vec![new]].map(|keys| {
        let mut request = request(&given, &credential, &given.status_list(&[]));
        let document = DidDocument::new(&given.issuer, &keys);
        request["documents"]["https://learn.example/.well-known/did.json"] = json!(document);
        request
    });
    for (verifier, verdicts) in judged(&requests) {
        let valid: Vec<_> = verdicts.iter().map(Verdict::is_valid).collect();
        assert_eq!(valid, [true, false], "{verifier:?}");
    }
}

#[test]
fn an_issuer_with_port_and_path_is_found() {
    let given = Given::at("https://learn.example:8443/prod");
    let mut request = request(&given, &given.credential(&award()), &given.status_list(&[]));
    request["documents"]["https://learn.example:8443/prod/did.json"] = json!(given.did_document());
    for (verifier, verdicts) in judged(&[request]) {
        assert!(verdicts[0].is_valid(), "{verifier:?}: {}", verdicts[0]);
    }
}

#[test]
fn a_baked_badge_is_read_and_verified() {
    use base64::Engine;
    let given = Given::default();
    let credential = given.credential(&award());
    let badge = bake(DEFAULT_BADGE, &credential.to_string()).unwrap();
    let mut request = request(&given, &Value::Null, &given.status_list(&[]));
    request["badge"] = base64::engine::general_purpose::STANDARD.encode(badge).into();
    let verdict = Verifier::OpenBadgesLib.judge(&[request]).remove(0);
    assert!(verdict.is_valid(), "{verdict}");
    assert_eq!(verdict.credential, Some(credential));
}
