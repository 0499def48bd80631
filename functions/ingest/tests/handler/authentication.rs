//! Who is let in.

use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use ingest::answer::Answer;
use ingest::auth::{Algorithm, AuthMode, Encoding, FetchError, SignatureScheme};
use jiff::SignedDuration;
use lambda_http::http::{HeaderMap, HeaderValue, Method};
use sha2::{Sha256, Sha512};

use crate::support::{SECRET, TestHandler, envelope, event, handler, now, request, stored};

const BODY: &[u8] = br#"{"challenge":"c"}"#;

fn scheme() -> SignatureScheme {
    SignatureScheme {
        header: "x-alm-signature".parse().unwrap(),
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Hex,
        prefix: "sha256=".to_owned(),
    }
}

fn basic(login: impl AsRef<[u8]>) -> String {
    format!("Basic {}", STANDARD.encode(login))
}

fn sha256(key: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.chain_update(BODY).finalize().into_bytes().to_vec()
}

async fn lets_in(handler: &TestHandler, header: Option<(&str, &str)>) -> bool {
    lets_in_at(handler, header, 0).await
}

async fn lets_in_at(handler: &TestHandler, header: Option<(&str, &str)>, seconds: i64) -> bool {
    let at = now() + SignedDuration::from_secs(seconds);
    let (answer, report) = handler.handle(request(Method::POST, header, BODY), at).await;
    match answer {
        Answer::Challenge(_) => true,
        Answer::Unauthorized { basic } => {
            assert_eq!(basic, handler.auth_mode == AuthMode::Basic);
            assert!(report.refused);
            false
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn basic_lets_in_the_right_user_and_password_only() {
    let handler = handler(AuthMode::Basic);
    for (value, expected) in [
        (basic("alm:pass:word"), true),
        (basic("alm:pass:word").replace("Basic", "bAsIc"), true),
        (format!("Basic {}", STANDARD_NO_PAD.encode("alm:pass:word")), true),
        (basic("alm:wrong"), false),
        (basic("other:pass:word"), false),
        (basic("alm:"), false),
        (basic(":"), false),
        (basic("no colon"), false),
        (basic([0xff, b':', 0xfe]), false),
        ("Basic".to_owned(), false),
        ("Basic ".to_owned(), false),
        ("Basic !!!".to_owned(), false),
        ("Bearer abc".to_owned(), false),
        (String::new(), false),
        (format!("{}, {}", basic("alm:pass:word"), basic("a:b")), false),
    ] {
        let header = Some(("authorization", &*value));
        assert_eq!(lets_in(&handler, header).await, expected, "{value}");
    }
    assert!(!lets_in(&handler, None).await);
    let signature = hex::encode(sha256("signing-key"));
    assert!(!lets_in(&handler, Some(("x-alm-signature", &signature))).await);
}

#[tokio::test]
async fn a_header_that_is_no_text_is_refused() {
    let handler = handler(AuthMode::Basic);
    for bytes in [&b"Basic \xff\xfe"[..], b"\xff", b"Basic\xa0YQ=="] {
        let value = HeaderValue::from_bytes(bytes).unwrap();
        let headers = HeaderMap::from_iter([("authorization".parse().unwrap(), value)]);
        let unverified =
            ingest::request::UnverifiedRequest::new(Method::POST, headers, BODY.to_vec());
        let (answer, _) = handler.handle(unverified, now()).await;
        assert_eq!(answer, Answer::Unauthorized { basic: true });
    }
}

#[tokio::test]
async fn a_signature_is_taken_with_or_without_prefix_in_either_case() {
    let handler = handler(AuthMode::Signature(scheme()));
    let right = hex::encode(sha256("signing-key"));
    for (value, expected) in [
        (right.clone(), true),
        (format!("sha256={right}"), true),
        (format!("SHA256={}", right.to_uppercase()), true),
        (format!("  sha256={right} "), true),
        (hex::encode(sha256("another-key")), false),
        (right[..62].to_owned(), false),
        (format!("{right}00"), false),
        (format!("sha512={right}"), false),
        ("zz".to_owned(), false),
        ("sha256=".to_owned(), false),
        (String::new(), false),
        (STANDARD.encode(sha256("signing-key")), false),
    ] {
        let header = Some(("x-alm-signature", &*value));
        assert_eq!(lets_in(&handler, header).await, expected, "{value}");
    }
    assert!(!lets_in(&handler, None).await);
    assert!(!lets_in(&handler, Some(("authorization", &basic("alm:pass:word")))).await);
    assert!(!lets_in(&handler, Some(("x-other", &right))).await);
}

#[tokio::test]
async fn header_algorithm_and_encoding_are_configurable() {
    let mac = Hmac::<Sha512>::new_from_slice(b"signing-key").unwrap();
    let code = STANDARD.encode(mac.chain_update(BODY).finalize().into_bytes());
    let handler = handler(AuthMode::Signature(SignatureScheme {
        header: "x-other".parse().unwrap(),
        algorithm: Algorithm::Sha512,
        encoding: Encoding::Base64,
        prefix: "v1:".to_owned(),
    }));
    assert!(lets_in(&handler, Some(("X-Other", &code))).await);
    assert!(lets_in(&handler, Some(("x-other", &format!("v1:{code}")))).await);
    assert!(lets_in(&handler, Some(("x-other", code.trim_end_matches('=')))).await);
    assert!(!lets_in(&handler, Some(("x-alm-signature", &code))).await);
}

#[tokio::test]
async fn a_changed_body_has_another_signature() {
    let handler = handler(AuthMode::Signature(scheme()));
    let code = hex::encode(sha256("signing-key"));
    let changed = request(Method::POST, Some(("x-alm-signature", &code)), br#"{"challenge":"d"}"#);
    let (answer, _) = handler.handle(changed, now()).await;
    assert_eq!(answer, Answer::Unauthorized { basic: false });
}

#[tokio::test]
async fn the_previous_secret_is_accepted_too() {
    let secret = r#"{"username":"alm","password":"new","previousPassword":"old",
        "signatureSecret":"new-key","previousSignatureSecret":"old-key"}"#;
    let handler = handler(AuthMode::Basic);
    handler.secrets.store().answer.lock().unwrap().clone_from(&Ok(secret.to_owned()));
    for (login, expected) in
        [("alm:new", true), ("alm:old", true), ("alm:older", false), ("old:old", false)]
    {
        assert_eq!(lets_in(&handler, Some(("authorization", &basic(login)))).await, expected);
    }
    let mut handler = handler;
    handler.handler.auth_mode = AuthMode::Signature(scheme());
    for (key, expected) in [("new-key", true), ("old-key", true), ("older-key", false)] {
        let code = hex::encode(sha256(key));
        assert_eq!(lets_in(&handler, Some(("x-alm-signature", &code))).await, expected);
    }
}

#[tokio::test]
async fn a_previous_user_goes_with_the_previous_password() {
    let handler = handler(AuthMode::Basic);
    let secret =
        r#"{"username":"b","password":"pb","previousUsername":"a","previousPassword":"pa"}"#;
    *handler.secrets.store().answer.lock().unwrap() = Ok(secret.to_owned());
    for (login, expected) in [("b:pb", true), ("a:pa", true), ("a:pb", false), ("b:pa", false)] {
        assert_eq!(lets_in(&handler, Some(("authorization", &basic(login)))).await, expected);
    }
}

#[tokio::test]
async fn a_rotation_is_seen_when_the_cache_expires() {
    let handler = handler(AuthMode::Basic);
    let (old, new) = (basic("alm:pass:word"), basic("alm:new"));
    assert!(lets_in(&handler, Some(("authorization", &old))).await);
    *handler.secrets.store().answer.lock().unwrap() =
        Ok(r#"{"username":"alm","password":"new"}"#.to_owned());
    assert!(lets_in_at(&handler, Some(("authorization", &old)), 59).await);
    assert_eq!(handler.secrets.store().calls.load(Ordering::Relaxed), 1);
    assert!(!lets_in_at(&handler, Some(("authorization", &old)), 60).await);
    assert!(lets_in_at(&handler, Some(("authorization", &new)), 60).await);
    assert_eq!(handler.secrets.store().calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_failing_store_is_bridged_for_15_minutes_and_asked_seldom() {
    let handler = handler(AuthMode::Basic);
    let login = basic("alm:pass:word");
    let header = Some(("authorization", &*login));
    assert!(lets_in(&handler, header).await);
    for broken in [Err(FetchError("down".to_owned())), Ok("no json".to_owned())] {
        *handler.secrets.store().answer.lock().unwrap() = broken;
        assert!(lets_in_at(&handler, header, 100).await);
    }
    for second in 100..110 {
        assert!(lets_in_at(&handler, header, second).await);
    }
    assert_eq!(handler.secrets.store().calls.load(Ordering::Relaxed), 2);
    assert!(lets_in_at(&handler, header, 900).await);
    let at = now() + SignedDuration::from_secs(901);
    let (answer, report) = handler.handle(request(Method::POST, header, BODY), at).await;
    assert_eq!((answer, report.level), (Answer::Unavailable, "ERROR"));
    *handler.secrets.store().answer.lock().unwrap() = Ok(SECRET.to_owned());
    assert!(lets_in_at(&handler, header, 902).await);
}

#[tokio::test]
async fn no_usable_secret_means_503_and_never_an_open_door() {
    let basic_login = basic(":");
    let empty_mac = hex::encode(sha256(""));
    for secret in [
        "{}",
        r#"{"username":"","password":""}"#,
        r#"{"username":"alm"}"#,
        r#"{"password":"p","previousPassword":"","signatureSecret":""}"#,
        r#"{"previousUsername":"a","previousPassword":"p","previousSignatureSecret":"k"}"#,
        r#"{"username":null,"password":null,"signatureSecret":null}"#,
        "[]",
        "not json",
        "",
        r#"{"username":1,"password":2,"signatureSecret":3}"#,
    ] {
        for (mode, header) in [
            (AuthMode::Basic, ("authorization", &*basic_login)),
            (AuthMode::Signature(scheme()), ("x-alm-signature", &*empty_mac)),
        ] {
            let handler = handler(mode);
            *handler.secrets.store().answer.lock().unwrap() = Ok(secret.to_owned());
            let (answer, report) =
                handler.handle(request(Method::POST, Some(header), BODY), now()).await;
            assert_eq!(
                (answer, report.message),
                (Answer::Unavailable, "webhook.failed"),
                "{secret}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_is_stored_of_a_request_without_credentials() {
    let handler = handler(AuthMode::Basic);
    let body = envelope(&[event(1)]);
    for body in [body.as_bytes(), b"not json", b""] {
        let (answer, _) = handler.handle(request(Method::POST, None, body), now()).await;
        assert_eq!(answer, Answer::Unauthorized { basic: true });
    }
    let (answer, _) = handler.handle(request(Method::GET, None, b""), now()).await;
    assert_eq!(answer, Answer::Unauthorized { basic: true });
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
    let header = Some(("authorization", &*basic("alm:pass:word")));
    let (answer, _) = handler.handle(request(Method::POST, header, body.as_bytes()), now()).await;
    assert_eq!(answer, stored(1, 0));
    let (answer, _) = handler.handle(request(Method::GET, header, b""), now()).await;
    assert_eq!(answer, Answer::Alive);
}
