//! Rate limits, with a time that stands still.

use insta::assert_json_snapshot;
use jiff::SignedDuration;
use milepost_alm_stand_in::{Endpoint, RateLimit, Settings};
use serde_json::Value;

use crate::client::{Caller, noon};
use crate::sorted_maps;

#[tokio::test]
async fn every_answer_names_the_limit() {
    let caller = Caller::new().await;
    for path in ["/users", "/users/4711", "/learningObjects"] {
        let answer = caller.get(path).await;
        assert_eq!(answer.headers()["x-rate-limit"], "500r/h");
        assert_eq!(answer.headers()["x-burst"], "500");
    }
}

#[tokio::test]
async fn after_500_requests_an_hour_is_to_be_waited() {
    let caller = Caller::new().await;
    for _ in 0..500 {
        assert_eq!(caller.get("/users/20411001").await.status(), 200);
    }
    caller.alm.advance(SignedDuration::from_millis(3_600_000 - 10_752));
    let refused = caller.get("/users").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "10.752");
    let _sorted = sorted_maps();
    assert_json_snapshot!(refused.json::<Value>().await.unwrap(), @r#"
    {
      "message": "429 Too many requests"
    }
    "#);
    assert_eq!(caller.get("/learningObjects").await.status(), 200);
    caller.alm.advance(SignedDuration::from_millis(10_752));
    assert_eq!(caller.get("/users").await.status(), 200);
}

#[tokio::test]
async fn a_request_without_a_valid_token_does_not_count() {
    let users = RateLimit { requests: 1, period: SignedDuration::from_mins(1) };
    let caller = Caller::with(Settings { users, clock: noon, ..Settings::default() }).await;
    let anonymous = caller.http.get(caller.url("/primeapi/v2/users"));
    assert_eq!(anonymous.send().await.unwrap().status(), 406);
    assert_eq!(caller.get("/users").await.status(), 200);
    assert_eq!(caller.get("/users").await.status(), 429);
    assert_eq!(caller.alm.count(Endpoint::Users), 3);
}
