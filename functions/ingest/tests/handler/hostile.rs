//! Bodies made to exhaust, and names made to escape.

use ingest::auth::AuthMode;

use lambda_http::http::Method;

use crate::support::{envelope, event, gzip, handler, now, post, request, stored};

/// What Lambda takes at most.
const SIX_MEGABYTES: usize = 6 * 1024 * 1024;

/// As deep as it can be, in every place that is read, on the small stack of a test's thread.
#[tokio::test]
async fn no_depth_overflows_the_stack() {
    for depth in [127, 128, 129, 511, 512, 513, 100_000] {
        let arrays = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        for deep in [arrays, objects] {
            for body in [
                deep.clone(),
                format!(r#"{{"accountId":{deep},"events":[{{}}]}}"#),
                format!(r#"{{"accountId":1,"events":{deep}}}"#),
                format!(r#"{{"accountId":1,"events":[{deep}]}}"#),
                format!(r#"{{"accountId":1,"challenge":{deep},"events":[{{}}]}}"#),
                format!(r#"{{"accountId":1,"eventName":"CI_STATS","data":{deep}}}"#),
                format!(r#"{{"accountId":1,"x":{deep},"events":[7,],}}"#),
            ] {
                let handler = handler(AuthMode::None);
                let (answer, report) = post(&handler, &body).await;
                assert!(answer.status().is_success(), "{depth} {body:.40}");
                assert_eq!(report.accepted, handler.count());
                assert_eq!(report.quarantined > 0, !handler.quarantine.reasons().is_empty());
                assert!(!report.reasons.contains_key("parser_panic"), "{depth} {body:.40}");
            }
        }
    }
}

#[tokio::test]
async fn six_megabytes_are_kept_in_one_piece() {
    let fill = |unit: &str| unit.repeat(SIX_MEGABYTES / unit.len() - 20);
    for body in [
        format!(r#"{{"accountId":1,"events":[{}0]}}"#, fill("0,")),
        format!(r#"{{"accountId":1,"events":[{}]}}"#, fill("0,")),
        format!(r#"{{"accountId":1,"x":"{}"}}"#, fill("x")),
        fill(r#"{"a":["#),
        fill("\u{feff}"),
    ] {
        let handler = handler(AuthMode::None);
        assert!(post(&handler, &body).await.0.status().is_success());
        let kept = handler.quarantine.contents();
        assert!(kept.len() == 1 && kept[0].1 == body.as_bytes(), "{body:.40}");
    }
}

/// Its 600,000 members would take 200 MB to sort, more than the function has.
#[tokio::test]
async fn an_event_larger_than_a_message_is_not_parsed() {
    let members: Vec<String> = (0..10_000).map(|n| format!(r#""{n}":1"#)).collect();
    // Its time is none, which nobody knows who does not parse it.
    let large = format!(
        r#"{{"eventName":"CI_STATS","timestamp":"never","data":{{{}}}}}"#,
        members.join(",")
    );
    assert!(large.len() > 64 * 1024);
    let handler = handler(AuthMode::None);
    assert_eq!(post(&handler, envelope(&[event(1), large])).await.0, stored(1, 1));
    assert_eq!(handler.quarantine.reasons(), ["too_large"]);
}

/// Without a name of its coding, a packed body is bytes that are no text.
#[tokio::test]
async fn a_compressed_body_without_a_name_stays_compressed() {
    let bomb = [&b"\x1f\x8b\x08\0\0\0\0\0\x02\x03"[..], &[0xed; 1_000]].concat();
    let handler = handler(AuthMode::None);
    assert_eq!(post(&handler, &bomb).await.0, stored(0, 1));
    assert_eq!(handler.quarantine.contents(), [("not_utf8", bomb)]);
}

#[tokio::test]
async fn a_bomb_is_kept_as_it_was_sent() {
    let handler = handler(AuthMode::None);
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    let packed = |body| request(Method::POST, Some(("content-encoding", "gzip")), body);
    assert_eq!(handler.handle(packed(&bomb), now()).await.0, stored(0, 1));
    assert_eq!(handler.quarantine.contents(), [("too_large_unpacked", bomb)]);
}

#[tokio::test]
async fn a_quarantine_key_is_a_reason_and_a_hash_whatever_was_sent() {
    let bad = [
        r#"{"eventName":"../../etc/passwd","timestamp":"../x"}"#,
        r#"{"eventName":"X","timestamp":"a/b\u0000\r\nx-amz-acl: public-read"}"#,
        r#"{"eventName":7,"reason":"/"}"#,
    ];
    let handler = handler(AuthMode::None);
    let events = bad.map(str::to_owned);
    let body = format!(r#"{{"accountId":"../a b\r\n/é","events":[{}]}}"#, events.join(","));
    post(&handler, body).await;
    post(&handler, b"../../no json").await;
    let kept = handler.quarantine.kept();
    assert_eq!(kept.len(), 4);
    for key in kept.keys() {
        let (reason, hash) = key.split_once('/').unwrap();
        assert!(reason.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{key}");
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    }
}
