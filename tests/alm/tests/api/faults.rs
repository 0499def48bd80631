//! What goes wrong on demand.

use std::time::{Duration, Instant};

use milepost_alm_stand_in::{Endpoint, Fault, REFRESH_TOKEN};
use serde_json::Value;

use crate::client::Caller;

async fn with(endpoint: Endpoint, fault: Fault) -> Caller {
    let caller = Caller::new().await;
    caller.alm.order(endpoint, 1, fault);
    caller
}

#[tokio::test]
async fn a_status_is_answered_as_often_as_ordered() {
    let caller = Caller::new().await;
    caller.alm.order(Endpoint::Users, 2, Fault::Status { status: 503, retry_after: None });
    assert_eq!(caller.get("/users").await.status(), 503);
    assert_eq!(caller.get("/users/20411001").await.status(), 200);
    assert_eq!(caller.get("/users").await.status(), 503);
    assert_eq!(caller.get("/users").await.status(), 200);
}

#[tokio::test]
async fn a_429_carries_the_wait_as_ordered() {
    let retry_after = Some("0.250".to_owned());
    let caller = with(Endpoint::Users, Fault::Status { status: 429, retry_after }).await;
    let answer = caller.get("/users").await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "0.250");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["message"], "429 Too many requests");
}

#[tokio::test]
async fn a_delayed_answer_is_whole() {
    let caller = with(Endpoint::Users, Fault::Delay { millis: 50 }).await;
    let started = Instant::now();
    assert_eq!(caller.json("/users").await["data"].as_array().unwrap().len(), 10);
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_truncated_body_ends_before_its_length() {
    let caller = with(Endpoint::LearningObjects, Fault::Truncated).await;
    let answer = caller.get("/learningObjects").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.is_err());
    assert_eq!(caller.get("/learningObjects").await.status(), 200);
}

#[tokio::test]
async fn broken_json_is_a_whole_answer() {
    let caller = with(Endpoint::Users, Fault::BrokenJson).await;
    let text = caller.get("/users").await.text().await.unwrap();
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err());
}

#[tokio::test]
async fn a_closed_connection_gives_no_answer() {
    let caller = with(Endpoint::Users, Fault::Closed).await;
    assert!(caller.request("/users").send().await.is_err());
    assert_eq!(caller.get("/users").await.status(), 200);
}

#[tokio::test]
async fn missing_fields_are_missing_everywhere() {
    let fields = vec!["email".to_owned(), "manager".to_owned()];
    let caller = with(Endpoint::Users, Fault::Missing { fields }).await;
    let text = caller.json("/users?include=manager").await.to_string();
    assert!(!text.contains("\"email\"") && !text.contains("\"manager\""));
    assert!(text.contains("\"name\""));
}

#[tokio::test]
async fn tokens_and_files_fail_too() {
    let caller = Caller::new().await;
    caller.alm.order(Endpoint::Token, 1, Fault::Status { status: 500, retry_after: None });
    assert_eq!(caller.refresh(REFRESH_TOKEN).await.status(), 500);
    caller.alm.order(Endpoint::Files, 1, Fault::Status { status: 502, retry_after: None });
    let file = caller.http.get(caller.url("/files/1.csv"));
    assert_eq!(file.send().await.unwrap().status(), 502);
}

#[tokio::test]
async fn a_reset_forgets_faults_counts_and_tokens() {
    let caller = with(Endpoint::Users, Fault::Closed).await;
    caller.alm.reset();
    assert!(caller.alm.counts().is_empty());
    assert_eq!(caller.get("/users").await.status(), 401);
}

#[tokio::test]
async fn a_stand_in_that_is_dropped_answers_no_more() {
    let Caller { alm, http, .. } = Caller::new().await;
    let url = format!("{}/_alm/requests", alm.url());
    assert_eq!(http.get(&url).send().await.unwrap().status(), 200);
    drop(alm);
    // The connections are dropped by the runtime, which a time-out here gives its turn.
    let gone = async { while http.get(&url).send().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
}
