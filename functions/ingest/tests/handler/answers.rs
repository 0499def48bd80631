//! Each answer of the contract.

use ingest::answer::Answer;
use ingest::auth::AuthMode;
use lambda_http::http::Method;

use crate::support::{envelope, event, handler, handler_of, now, place, post, request, stored};

#[tokio::test]
async fn an_envelope_is_accepted_and_each_event_queued() {
    let handler = handler(AuthMode::None);
    let (answer, report) = post(&handler, envelope(&[event(1), event(2)])).await;
    assert_eq!(answer, stored(2, 0));
    assert_eq!((report.message, report.level), ("webhook.accepted", "INFO"));
    let taken = handler.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(
        report.event_keys,
        [&*place(&taken[0]).deduplication_id, &*place(&taken[1]).deduplication_id]
    );
    assert_eq!(report.records.len(), 2);
    assert!(taken.iter().all(|message| place(message).group.len() == 64));
    insta::assert_snapshot!(taken[0].body);
}

#[tokio::test]
async fn repeats_in_one_request_are_accepted_and_sent_once() {
    let handler = handler(AuthMode::None);
    let (answer, _) = post(&handler, envelope(&[event(1), event(2), event(1)])).await;
    assert_eq!((answer, handler.count()), (stored(3, 0), 2));
}

#[tokio::test]
async fn the_flat_dialect_takes_the_account_sent_else_the_stacks_else_default() {
    let flat = |account: &str| {
        format!(
            r#"{{{account}"eventName":"COURSE_COMPLETION","userId":"u","courseId":"course:9"}}"#
        )
    };
    let table = [
        (handler(AuthMode::None), flat(r#""accountId":"77","#), r#""accountId":"77""#),
        (handler_of("1234"), flat(""), r#""accountId":"1234""#),
        (handler(AuthMode::None), flat(""), r#""accountId":"default""#),
    ];
    for (handler, body, account) in table {
        assert_eq!(post(&handler, &body).await.0, stored(1, 0), "{body}");
        let taken = handler.taken();
        assert!(taken[0].body.contains(account), "{}", taken[0].body);
    }
}

#[tokio::test]
async fn another_account_is_forbidden_and_nothing_stored() {
    let handler = handler_of("999");
    let flat = r#"{"accountId":1234,"eventName":"COURSE_COMPLETION","userId":1,"courseId":"c:1"}"#;
    let challenge = r#"{"accountId":1234,"challenge":"abc"}"#;
    for body in [&*envelope(&[event(1)]), flat, challenge] {
        let (answer, report) = post(&handler, body).await;
        assert_eq!(answer, Answer::WrongAccount);
        assert_eq!(report.reasons.keys().copied().collect::<Vec<_>>(), ["wrong_account"]);
    }
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
    assert_eq!(post(&handler_of("1234"), envelope(&[event(1)])).await.0, stored(1, 0));
}

#[tokio::test]
async fn a_short_challenge_is_echoed_and_not_stored() {
    let handler = handler(AuthMode::None);
    let (answer, _) = post(&handler, r#"{"challenge":"a \"quoted\" word"}"#).await;
    assert_eq!(answer, Answer::Challenge("a \"quoted\" word".to_owned()));
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));

    let long = format!(r#"{{"challenge":"{}"}}"#, "x".repeat(257));
    assert_eq!(post(&handler, long).await.0, stored(0, 1));
    assert_eq!(post(&handler, r#"{"challenge":{"a":1}}"#).await.0, stored(0, 1));
    assert_eq!(handler.quarantine.reasons(), ["no_events", "no_events"]);

    let with_event = format!(r#"{{"accountId":1,"challenge":"x","events":[{}]}}"#, event(1));
    assert_eq!(post(&handler, with_event).await.0, stored(1, 0));
}

#[tokio::test]
async fn a_get_says_that_it_is_alive_and_other_methods_are_not_allowed() {
    let handler = handler(AuthMode::None);
    for (method, expected) in [
        (Method::GET, Answer::Alive),
        (Method::HEAD, Answer::Alive),
        (Method::PUT, Answer::MethodNotAllowed),
        (Method::DELETE, Answer::MethodNotAllowed),
    ] {
        let body = envelope(&[event(1)]);
        let (answer, _) = handler.handle(request(method, None, body.as_bytes()), now()).await;
        assert_eq!(answer, expected);
    }
    assert_eq!((handler.count(), handler.quarantine.reasons().len()), (0, 0));
}

#[tokio::test]
async fn events_of_no_learner_and_of_no_known_name_are_queued() {
    let handler = handler(AuthMode::None);
    let names = ["LEARNING_OBJECT_DELETION", "CI_STATS", "BADGE_AWARDED", "a name with spaces"];
    let events =
        names.map(|name| format!(r#"{{"eventName":"{name}","data":{{"loId":"course:1"}}}}"#));
    assert_eq!(post(&handler, envelope(&events)).await.0, stored(4, 0));
    let taken = handler.taken();
    assert!(
        taken.iter().all(|message| place(message).group.bytes().all(|b| b.is_ascii_hexdigit()))
    );
}

#[test]
fn each_answer_as_http() {
    let table = [
        (stored(3, 1), 202, r#"{"accepted":3,"quarantined":1}"#),
        (Answer::Challenge("\"x".to_owned()), 200, r#"{"challenge":"\"x"}"#),
        (Answer::Alive, 200, r#"{"status":"ok"}"#),
        (Answer::Unauthorized { basic: true }, 401, r#"{"error":"unauthorized"}"#),
        (Answer::Unauthorized { basic: false }, 401, r#"{"error":"unauthorized"}"#),
        (Answer::WrongAccount, 403, r#"{"error":"wrong_account"}"#),
        (Answer::NotFound, 404, r#"{"error":"not_found"}"#),
        (Answer::WrongAddress, 421, r#"{"error":"wrong_address"}"#),
        (Answer::MethodNotAllowed, 405, r#"{"error":"method_not_allowed"}"#),
        (Answer::Unavailable, 503, r#"{"error":"unavailable"}"#),
    ];
    for (answer, status, body) in table {
        let asks = matches!(answer, Answer::Unauthorized { basic: true });
        let response = answer.into_response();
        assert_eq!(
            (response.status_code, response.body.as_deref()),
            (status, Some(body.as_bytes()))
        );
        assert_eq!(response.headers["content-type"], "application/json");
        let challenge = response.headers.get("www-authenticate");
        assert_eq!(challenge.is_some_and(|value| value.as_bytes().starts_with(b"Basic ")), asks);
    }
}
