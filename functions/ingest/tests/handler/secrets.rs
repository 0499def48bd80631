//! Secrets that are changed, broken or guessed at.
//!
//! No test measures how long a comparison takes: on a shared machine such a measurement is noise
//! that fails for no reason. `comparisons_are_of_equal_lengths_in_constant_time` looks at how the
//! comparison is written instead.

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use jiff::SignedDuration;
use lambda_http::http::Method;

use crate::support::{handler, now, request};
use crate::unauthorized::{answer, basic, body, sha256, signed};

#[tokio::test]
async fn a_previous_secret_that_is_taken_away_opens_nothing() {
    let rotating = r#"{"username":"alm","password":"new","previousPassword":"old",
        "signatureSecret":"new-key","previousSignatureSecret":"old-key"}"#;
    let rotated = r#"{"username":"alm","password":"new","previousPassword":"",
        "signatureSecret":"new-key","previousSignatureSecret":null}"#;
    let old_signature = sha256("old-key", &body());
    let table = [
        (AuthMode::Basic, "authorization", basic("alm:old")),
        (signed(), "x-alm-signature", old_signature),
    ];
    for (mode, field, value) in table {
        let handler = handler(mode);
        *handler.secrets.store().answer.lock().unwrap() = Ok(rotating.to_owned());
        let at = |seconds| now() + SignedDuration::from_secs(seconds);
        let post = || request(Method::POST, Some((field, &value)), &body());
        assert!(handler.handle(post(), at(0)).await.0.status().is_success());
        *handler.secrets.store().answer.lock().unwrap() = Ok(rotated.to_owned());
        let (answer, _) = handler.handle(post(), at(61)).await;
        assert!(matches!(answer, Answer::Unauthorized { .. }), "{field} {answer:?}");
    }
}

/// Whatever is in the secret, it is 503 or 401 for those who do not know it.
#[tokio::test]
async fn a_secret_of_unknown_shape_never_opens() {
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    for secret in [
        r#"{"user":"alm","pass":"word"}"#,
        r#"{"username":"alm","password":["a"]}"#,
        r#"{"username":{},"password":{},"signatureSecret":{}}"#,
        r#"{"Username":"alm","Password":"","SignatureSecret":""}"#,
        r#"{"username":"","password":"","previousPassword":""}"#,
        r#"{"signatureSecret":"","previousSignatureSecret":""}"#,
        r#"{"mode":"none","authMode":"none"}"#,
        r#""none""#,
        "true",
        "{",
        "\u{feff}{}",
        &deep,
    ] {
        for (mode, field, value) in [
            (AuthMode::Basic, "authorization", basic(":")),
            (AuthMode::Basic, "authorization", basic("alm:")),
            (signed(), "x-alm-signature", sha256("", &body())),
        ] {
            let handler = handler(mode);
            *handler.secrets.store().answer.lock().unwrap() = Ok(secret.to_owned());
            let answer = answer(&handler, Method::POST, &[(field, &value)]).await;
            assert_eq!(answer, Answer::Unavailable, "{secret:.80}");
            assert_eq!(handler.count() + handler.quarantine.reasons().len(), 0);
        }
    }
}

/// Equal lengths, since `subtle` tells unequal ones at once; a match of bytes on secrets nowhere.
#[test]
fn comparisons_are_of_equal_lengths_in_constant_time() {
    let basic = include_str!("../../src/auth/basic.rs");
    let signature = include_str!("../../src/auth/signature.rs");
    assert!(basic.contains("username: [u8; 32],") && basic.contains("password: [u8; 32],"));
    assert!(basic.contains(".ct_eq(&other.username) & self.password.ct_eq(&other.password)"));
    assert!(signature.contains("expected.ct_eq(signature)"));
    for source in [basic, signature] {
        for line in source.lines().filter(|line| line.contains("==") || line.contains("!=")) {
            assert!(line.contains("separator"), "compares in variable time? {line}");
        }
        // Every known login or key is tried: the time does not tell which one came close.
        assert!(source.contains(".fold(Choice::from(0)"), "stops at the first match");
    }
}
