//! Who tries to come in without the secret, or with half of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ingest::answer::Answer;
use ingest::auth::{Algorithm, AuthMode, Encoding, SignatureScheme};
use ingest::request::UnverifiedRequest;
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Method};
use sha2::{Sha256, Sha512};

use crate::support::{TestHandler, envelope, event, handler, now};

pub(crate) fn signed() -> AuthMode {
    AuthMode::Signature(SignatureScheme {
        header: "x-alm-signature".parse().unwrap(),
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Hex,
        prefix: "sha256=".to_owned(),
    })
}

pub(crate) fn basic(login: &str) -> String {
    format!("Basic {}", STANDARD.encode(login))
}

pub(crate) fn body() -> Vec<u8> {
    envelope(&[event(1)]).into_bytes()
}

pub(crate) fn sha256(key: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    hex::encode(mac.chain_update(body).finalize().into_bytes())
}

fn sha512(key: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    hex::encode(mac.chain_update(body).finalize().into_bytes())
}

/// A request with these header fields, repeated ones included.
pub(crate) async fn answer(
    handler: &TestHandler,
    method: Method,
    fields: &[(&str, &str)],
) -> Answer {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(name.parse::<HeaderName>().unwrap(), value);
    }
    handler.handle(UnverifiedRequest::new(method, headers, body()), now()).await.0
}

async fn is_refused(handler: &TestHandler, fields: &[(&str, &str)]) -> bool {
    let answer = answer(handler, Method::POST, fields).await;
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0), "{fields:?}");
    matches!(answer, Answer::Unauthorized { .. })
}

#[tokio::test]
async fn nothing_but_the_login_opens_basic() {
    let handler = handler(AuthMode::Basic);
    let right = basic("alm:pass:word");
    let long = format!("Basic {}", "A".repeat(100_000));
    let wrong = [
        basic("alm:pass"),
        basic("alm:pass:word\n"),
        basic("alm:pass:word\0"),
        basic(" alm:pass:word"),
        basic("ALM:pass:word"),
        basic("alm:PASS:WORD"),
        basic(":pass:word"),
        basic("alm"),
        right.replace("Basic ", "Basic"),
        right.replace("Basic ", "Basic\t"),
        right.replace("Basic ", " Basic "),
        right.replace("Basic ", "Bearer "),
        right.replace("Basic ", "Digest "),
        right.replace("Basic ", ""),
        format!("{right}="),
        format!("{right}#"),
        right.replace("Basic ", "Basic Basic "),
        "Basic \u{e9}".to_owned(),
        long,
    ];
    for value in &wrong {
        assert!(is_refused(&handler, &[("authorization", value)]).await, "{value:.60}");
    }
    let body = body();
    for fields in [
        &[("authorization", wrong[0].as_str()), ("authorization", right.as_str())][..],
        &[("x-authorization", &right)],
        &[("proxy-authorization", &right)],
        &[("cookie", &right)],
        &[("x-alm-signature", &sha256("signing-key", &body))],
    ] {
        assert!(is_refused(&handler, fields).await, "{fields:?}");
    }
    // Two fields of one name are one list to a proxy: the first alone decides, as it would there.
    let twice = [("authorization", right.as_str()), ("authorization", "Basic x")];
    assert!(!matches!(answer(&handler, Method::POST, &twice).await, Answer::Unauthorized { .. }));
}

#[tokio::test]
async fn nothing_but_a_signature_over_this_body_opens_signature() {
    let handler = handler(signed());
    let body = body();
    let right = sha256("signing-key", &body);
    let wrong = [
        sha256("signing-key", b""),
        sha256("signing-key", &body[..body.len() - 1]),
        sha256("", &body),
        sha256("pass:word", &body),
        sha512("signing-key", &body),
        sha512("signing-key", &body)[..64].to_owned(),
        right[..62].to_owned(),
        right[..2].to_owned(),
        right[..63].to_owned(),
        format!("{right}{right}"),
        format!("sha256={}", &right[2..]),
        format!("sha1={right}"),
        format!("sha256=sha256=sha256={right}"),
        format!("0x{right}"),
        format!("{right},{right},{right},{right},{right}"),
        ["00".repeat(32), "11".repeat(32)].join(","),
        "00".repeat(32),
        "sha256=".to_owned(),
        String::new(),
        "a".repeat(100_001),
    ];
    for value in &wrong {
        assert!(is_refused(&handler, &[("x-alm-signature", value)]).await, "{value:.80}");
    }
    for fields in [
        &[("authorization", basic("alm:pass:word").as_str())][..],
        &[("authorization", right.as_str())],
        &[("x-alm-signature-256", &right)],
        &[("x-alm-signature", wrong[0].as_str()), ("x-alm-signature", right.as_str())],
    ] {
        assert!(is_refused(&handler, fields).await, "{fields:?}");
    }
    let upper = format!("sha256={}", right.to_uppercase());
    let let_in = answer(&handler, Method::POST, &[("x-alm-signature", &upper)]).await;
    assert_eq!(let_in, Answer::Stored { accepted: 1, quarantined: 0 });
}

#[tokio::test]
async fn a_method_in_a_header_overrides_nothing() {
    let handler = handler(AuthMode::Basic);
    let login = basic("alm:pass:word");
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        for method in [Method::GET, Method::POST, Method::OPTIONS, Method::HEAD] {
            let outside = answer(&handler, method, &[(name, "POST")]).await;
            assert_eq!(outside, Answer::Unauthorized { basic: true });
        }
        let fields = [(name, "POST"), ("authorization", &login)];
        assert_eq!(answer(&handler, Method::GET, &fields).await, Answer::Alive);
        assert_eq!(answer(&handler, Method::DELETE, &fields).await, Answer::MethodNotAllowed);
    }
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
}
