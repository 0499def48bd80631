//! Bad input: answered 202, kept as it came, and nothing lost.

use ingest::auth::AuthMode;
use ingest::plan::Planner;
use milepost_contracts::specimen::Part;
use milepost_domain::{Event, Origin};

use crate::support::{TestHandler, envelope, event, handler, metadata, place, post, stored};

/// Bodies of which nothing can be read, with the reason.
fn unreadable() -> Vec<(Vec<u8>, &'static str)> {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deep = nested(10_000);
    vec![
        (b"".to_vec(), "empty_body"),
        (b" \r\n\t".to_vec(), "empty_body"),
        (b"not json".to_vec(), "not_json"),
        (b"{\"accountId\":1,\"events\":[".to_vec(), "not_json"),
        (b"{} trailing".to_vec(), "not_json"),
        (b"\0\0\0\0".to_vec(), "not_json"),
        (b"{\"accountId\":1,\xff\xfe\"events\":[]}".to_vec(), "not_utf8"),
        (b"[]".to_vec(), "not_an_object"),
        (format!("[{}]", event(1)).into_bytes(), "not_an_object"),
        (b"42".to_vec(), "not_an_object"),
        (b"\"text\"".to_vec(), "not_an_object"),
        (b"null".to_vec(), "not_an_object"),
        (deep.clone().into_bytes(), "not_an_object"),
        ("[".repeat(100_000).into_bytes(), "not_json"),
        (r#"{"a":"#.repeat(10_000).into_bytes(), "not_json"),
        (b"{}".to_vec(), "no_events"),
        (b"{\"accountId\":1,\"events\":[]}".to_vec(), "no_events"),
        (b"{\"accountId\":1,\"events\":{}}".to_vec(), "events_not_a_list"),
        (b"{\"accountId\":1,\"events\":\"many\"}".to_vec(), "events_not_a_list"),
        (b"{\"accountId\":{},\"events\":[{}]}".to_vec(), "invalid_account"),
        (
            format!(r#"{{"accountId":"{}","events":[{{}}]}}"#, "9".repeat(257)).into_bytes(),
            "invalid_account",
        ),
        (format!(r#"{{"accountId":1,"eventName":{deep}}}"#).into_bytes(), "not_json"),
        (format!(r#"{{"events":[{}]}}"#, event(1)).into_bytes(), "missing_account"),
        (vec![b'x'; 5 * 1024 * 1024], "not_json"),
    ]
}

#[tokio::test]
async fn what_cannot_be_read_is_quarantined_whole() {
    for (body, reason) in unreadable() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let handler = handler(AuthMode::None);
        let (answer, report) = post(&handler, &body).await;
        assert_eq!((answer, report.level), (stored(0, 1), "WARN"), "{shown}");
        assert_eq!(handler.quarantine.contents(), [(reason, body)], "{shown}");
        assert_eq!(handler.quarantine.parts(), [Part::Body], "{shown}");
        assert_eq!(handler.count(), 0);
    }
}

/// Events that cannot be sent, with the reason.
fn refused_events() -> Vec<(String, &'static str)> {
    let learner = |data: &str| format!(r#"{{"eventName":"COURSE_ENROLLMENT","data":{{{data}}}}}"#);
    let long = "x".repeat(257);
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    vec![
        ("17".to_owned(), "event_not_an_object"),
        ("null".to_owned(), "event_not_an_object"),
        ("[]".to_owned(), "event_not_an_object"),
        ("{}".to_owned(), "invalid_event_name"),
        (r#"{"eventName":7}"#.to_owned(), "invalid_event_name"),
        (learner(""), "missing_id"),
        (learner(r#""userId":1"#), "missing_id"),
        (learner(r#""loInstanceId":"course:1_2""#), "missing_id"),
        (learner(r#""userId":[],"loInstanceId":"course:1_2""#), "invalid_id"),
        (learner(r#""userId":true,"loInstanceId":"course:1_2""#), "invalid_id"),
        (learner(&format!(r#""userId":"{long}","loInstanceId":"course:1_2""#)), "invalid_id"),
        (learner(&format!(r#""userId":1,"loInstanceId":"{long}""#)), "invalid_id"),
        // Its digits are lost in a float: two learners could become one.
        (
            learner(r#""userId":99999999999999999999999999,"loInstanceId":"course:1_2""#),
            "invalid_id",
        ),
        // The calendar ends two days earlier.
        (
            r#"{"eventName":"CI_STATS","timestamp":"9999-12-31T23:59:59.999Z"}"#.to_owned(),
            "invalid_time",
        ),
        (r#"{"eventName":"CI_STATS","timestamp":"yesterday"}"#.to_owned(), "invalid_time"),
        (format!(r#"{{"eventName":"CI_STATS","data":{deep}}}"#), "event_not_json"),
        (
            learner(&format!(
                r#""userId":1,"loInstanceId":"course:1_2","x":"{}""#,
                "y".repeat(70_000)
            )),
            "too_large",
        ),
    ]
}

#[tokio::test]
async fn a_bad_event_is_quarantined_alone() {
    for (bad, reason) in refused_events() {
        let shown: String = bad.chars().take(80).collect();
        let handler = handler(AuthMode::None);
        let (answer, _) = post(&handler, envelope(&[event(1), bad.clone(), event(2)])).await;
        assert_eq!(answer, stored(2, 1), "{shown}");
        assert_eq!(handler.quarantine.contents(), [(reason, bad.into_bytes())], "{shown}");
        assert_eq!(handler.quarantine.parts(), [Part::Event], "{shown}");
        assert_eq!(handler.count(), 2);
        let kept = handler.quarantine.kept();
        assert_eq!(metadata(kept.values().next().unwrap(), "account").as_deref(), Some("1234"));
    }
}

/// Odd events that can be sent all the same.
#[tokio::test]
async fn odd_events_are_accepted() {
    let learner = |data: &str| {
        format!(
            r#"{{"eventName":"COURSE_ENROLLMENT","data":{{"loInstanceId":"course:1_2",{data}}}}}"#
        )
    };
    for odd in [
        learner(r#""userId":"a \"quoted\" name with spaces""#),
        learner(r#""userId":"nul \u0000 inside""#),
        learner(&format!(r#""userId":"{}""#, "u".repeat(256))),
        learner(r#""userId":18446744073709551615"#),
        learner(r#""userId":"😀é\ufffe""#),
        learner(r#""userId":1,"dateEnrolled":"9999-12-31T23:59:59.999Z""#),
        r#"{"eventName":"CI_STATS","timestamp":"9999-06-30T23:59:59.999Z","data":{}}"#.to_owned(),
        r#"{"eventName":"CI_STATS","data":{"seatLimit":123456789012345678901234567890}}"#
            .to_owned(),
        r#"{"eventName":"CI_STATS","data":{"seatLimit":"many","waitlistCount":[1]}}"#.to_owned(),
    ] {
        let handler = handler(AuthMode::None);
        let (answer, report) = post(&handler, envelope(std::slice::from_ref(&odd))).await;
        assert_eq!(answer, stored(1, 0), "{odd} {:?}", report.reasons);
        let taken = handler.taken();
        assert!(taken[0].body.is_ascii() && !taken[0].body.contains('\0'), "{odd}");
        assert_eq!(
            (place(&taken[0]).group.len(), place(&taken[0]).deduplication_id.len()),
            (64, 64)
        );
    }
}

#[tokio::test]
async fn trailing_commas_of_the_documented_samples_are_tolerated() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/domain/tests/samples");
    let mut count = 0;
    for folder in ["iso", "misc"] {
        for entry in std::fs::read_dir(format!("{samples}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            let body = std::fs::read(&path).unwrap();
            let handler = handler(AuthMode::None);
            let (answer, report) = post(&handler, &body).await;
            let events = handler.count();
            assert!(events > 0, "{path:?} {:?}", report.reasons);
            assert_eq!(answer, stored(events, 0), "{path:?}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

#[tokio::test]
async fn a_thousand_events_in_one_envelope_are_sent_in_tens() {
    let handler = handler(AuthMode::None);
    let events: Vec<_> = (0..1_000).map(event).collect();
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(1_000, 0));
    assert_eq!(handler.count(), 1_000);
    assert_eq!(handler.queue.calls().len(), 100);
}

#[tokio::test]
async fn many_refused_events_are_kept_as_one_body() {
    let bad = |n: usize| format!(r#"{{"eventName":{n}}}"#);
    for (count, objects) in [(100, 100), (101, 1)] {
        let handler = handler(AuthMode::None);
        let mut events: Vec<_> = (0..count).map(bad).collect();
        events.push(event(1));
        let body = envelope(&events);
        assert_eq!(post(&handler, &body).await.0, stored(1, count));
        let kept = handler.quarantine.contents();
        assert_eq!(kept.len(), objects);
        if objects == 1 {
            assert_eq!(kept, [("too_many_refused_events", body.into_bytes())]);
            assert_eq!(handler.quarantine.parts(), [Part::Body]);
        }
    }
}

#[tokio::test]
async fn far_too_many_events_are_not_even_read() {
    let handler = handler(AuthMode::None);
    let body = envelope(&vec![event(1); 10_001]);
    assert_eq!(post(&handler, &body).await.0, stored(0, 10_001));
    assert_eq!(handler.quarantine.contents(), [("too_many_events", body.into_bytes())]);
    assert_eq!(handler.count(), 0);
    assert_eq!(post(&handler, envelope(&vec![event(1); 10_000])).await.0, stored(10_000, 0));
}

#[tokio::test]
async fn a_parser_that_panics_costs_one_event() {
    let planner = Planner::with_parser(None, |raw, account| {
        assert!(!raw.contains(r#""e-2""#), "a bug");
        Event::parse(raw, account, Origin::Webhook)
    });
    let mut handler = handler(AuthMode::None);
    handler.handler.planner = planner;
    let (answer, _) = post(&handler, envelope(&[event(1), event(2), event(3)])).await;
    assert_eq!(answer, stored(2, 1));
    assert_eq!(handler.quarantine.contents(), [("parser_panic", event(2).into_bytes())]);
}

#[tokio::test]
async fn the_same_bytes_make_the_same_object() {
    let handler: TestHandler = handler(AuthMode::None);
    for _ in 0..2 {
        assert_eq!(post(&handler, "not json").await.0, stored(0, 1));
    }
    let kept = handler.quarantine.kept();
    assert_eq!(kept.len(), 1);
    // printf 'not json' | sha256sum
    let key = "not_json/7ccfa1fbf3940e6f0c0375d87c0f9235a50514e14cb427bdfaf5077987b26ccf";
    assert_eq!(kept.keys().next().unwrap(), key);
}
