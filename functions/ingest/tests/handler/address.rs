//! How a request may reach the webhook: by any spelling of its address, packed, signed twice.

use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ingest::address::Address;
use ingest::answer::Answer;
use ingest::auth::{Algorithm, AuthMode, Encoding, SignatureScheme};
use ingest::request::UnverifiedRequest;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderMap, Method};
use serde_json::json;
use sha2::Sha256;

use crate::support::{TestHandler, envelope, event, gzip, handler, now, request, stored};

fn login() -> String {
    format!("Basic {}", STANDARD.encode("alm:pass:word"))
}

/// A request as API Gateway's catch-all route hands it on.
fn unrouted(method: &str, path: &str, login: Option<&str>, body: &str) -> UnverifiedRequest {
    let mut sent = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "headers": {},
        "requestContext": {"http": {"method": method, "path": path}},
        "body": body, "isBase64Encoded": false,
    });
    if let Some(login) = login {
        sent["headers"]["authorization"] = json!(login);
    }
    serde_json::from_value::<ApiGatewayV2httpRequest>(sent).unwrap().into()
}

#[tokio::test]
async fn the_address_is_known_in_any_spelling() {
    let handler = handler(AuthMode::Basic);
    for path in ["/webhooks/alm/", "/Webhooks/Alm", "//webhooks/alm//"] {
        let body = envelope(&[event(1)]);
        let (answer, _) =
            handler.handle(unrouted("POST", path, Some(&login()), &body), now()).await;
        assert_eq!(answer, stored(1, 0), "{path}");
        for method in ["GET", "HEAD"] {
            let (answer, _) =
                handler.handle(unrouted(method, path, Some(&login()), ""), now()).await;
            assert_eq!(answer, Answer::Alive, "{method} {path}");
        }
        let (answer, _) = handler.handle(unrouted("POST", path, None, &body), now()).await;
        assert_eq!(answer, Answer::Unauthorized { basic: true }, "{path}");
    }
}

#[tokio::test]
async fn a_stranger_elsewhere_costs_no_secret_and_no_refusal() {
    let handler = handler(AuthMode::Basic);
    for path in ["/", "/wp-login.php", "/webhook/alm"] {
        let (answer, report) =
            handler.handle(unrouted("POST", path, None, &envelope(&[event(1)])), now()).await;
        assert_eq!((answer, report.refused), (Answer::NotFound, false), "{path}");
    }
    assert_eq!(handler.secrets.store().calls.load(Ordering::Relaxed), 0);
    let wrong = Some("Basic YWRtaW46YWRtaW4=");
    let (answer, _) = handler.handle(unrouted("POST", "/manager", wrong, ""), now()).await;
    assert_eq!((answer, handler.count()), (Answer::NotFound, 0));
}

#[tokio::test]
async fn alm_elsewhere_is_told_and_counted() {
    let handler = handler(AuthMode::Basic);
    let body = envelope(&[event(1)]);
    let sent = unrouted("POST", "/webhook/alm", Some(&login()), &body);
    let (answer, report) = handler.handle(sent, now()).await;
    assert_eq!((answer, report.refused), (Answer::WrongAddress, true));
    assert_eq!(report.reasons.keys().copied().collect::<Vec<_>>(), ["wrong_address"]);
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
}

#[tokio::test]
async fn an_open_webhook_is_open_at_its_address_only() {
    let handler = handler(AuthMode::None);
    let elsewhere = request(Method::POST, None, envelope(&[event(1)]).as_bytes());
    let (answer, _) = handler.handle(elsewhere.to(Address::Elsewhere), now()).await;
    assert_eq!((answer, handler.count()), (Answer::NotFound, 0));
}

#[tokio::test]
async fn a_packed_body_is_read() {
    let handler = handler(AuthMode::None);
    let packed = |body| request(Method::POST, Some(("content-encoding", "gzip")), body);
    let body = gzip(envelope(&[event(1)]).as_bytes());
    assert_eq!(handler.handle(packed(&body), now()).await.0, stored(1, 0));
    let unreadable = gzip(b"not json");
    assert_eq!(handler.handle(packed(&unreadable), now()).await.0, stored(0, 1));
    assert_eq!(handler.handle(packed(&body[..body.len() - 4]), now()).await.0, stored(0, 1));
    let kept = handler.quarantine.contents();
    let cut = body[..body.len() - 4].to_vec();
    assert_eq!(kept, [("not_json", b"not json".to_vec()), ("not_unpackable", cut)]);
}

fn signed() -> TestHandler {
    handler(AuthMode::Signature(SignatureScheme {
        header: "x-alm-signature".parse().unwrap(),
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Hex,
        prefix: "sha256=".to_owned(),
    }))
}

fn signature(key: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    format!("sha256={}", hex::encode(mac.chain_update(body).finalize().into_bytes()))
}

#[tokio::test]
async fn the_signature_is_that_of_the_body_as_sent() {
    let plain = envelope(&[event(1)]);
    let body = gzip(plain.as_bytes());
    for (signed_body, expected) in
        [(&*body, stored(1, 0)), (plain.as_bytes(), Answer::Unauthorized { basic: false })]
    {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", "gzip".parse().unwrap());
        let value = signature("signing-key", signed_body).parse().unwrap();
        headers.insert("x-alm-signature", value);
        let sent = UnverifiedRequest::new(Method::POST, headers, body.clone());
        assert_eq!(signed().handle(sent, now()).await.0, expected);
    }
}

#[tokio::test]
async fn one_of_several_signatures_opens() {
    let body = envelope(&[event(1)]);
    let sign = |key| signature(key, body.as_bytes());
    let (right, other) = (sign("signing-key"), sign("next-key"));
    for (value, opens) in [
        (format!("{other},{right}"), true),
        (format!("{right}, {other}"), true),
        (format!("{other} {right}"), true),
        (format!("v1,{right}"), true),
        (format!("{other},{other}"), false),
        (format!("{other},{other},{other},{other},{right}"), false),
        (", ,".to_owned(), false),
    ] {
        let header = Some(("x-alm-signature", &*value));
        let sent = request(Method::POST, header, body.as_bytes());
        let (answer, _) = signed().handle(sent, now()).await;
        assert_eq!(answer == stored(1, 0), opens, "{value}");
    }
}
