//! A stand-in that is steered over HTTP.

use serde_json::{Value, json};

use crate::client::Caller;

impl Caller {
    async fn control(&self, path: &str, body: Value) -> u16 {
        let request = self.http.post(self.url(path)).json(&body);
        request.send().await.unwrap().status().as_u16()
    }

    async fn counts(&self) -> Value {
        self.json_of(self.http.get(self.url("/_alm/requests"))).await
    }
}

#[tokio::test]
async fn requests_are_counted_by_endpoint_and_method() {
    let caller = Caller::new().await;
    caller.get("/users").await;
    caller.get("/users?ids=4711").await;
    caller.get("/learningObjects/course%3A7542090").await;
    let counts = json!({"token": {"POST": 1}, "users": {"GET": 2}, "learningObject": {"GET": 1}});
    assert_eq!(caller.counts().await, counts);
    caller.control("/_alm/reset", json!({})).await;
    assert_eq!(caller.counts().await, json!({}));
}

#[tokio::test]
async fn faults_are_ordered_over_http() {
    let caller = Caller::new().await;
    let order = json!({"endpoint": "users", "times": 2, "fault": "status", "status": 500});
    assert_eq!(caller.control("/_alm/faults", order).await, 204);
    assert_eq!(caller.get("/users").await.status(), 500);
    assert_eq!(caller.get("/users").await.status(), 500);
    assert_eq!(caller.get("/users").await.status(), 200);
    let nonsense = json!({"endpoint": "users", "fault": "flood"});
    assert_eq!(caller.control("/_alm/faults", nonsense).await, 422);
}

#[tokio::test]
async fn tokens_time_jobs_and_titles_are_changed_over_http() {
    let mut caller = Caller::new().await;
    assert_eq!(caller.control("/_alm/time", json!({"advanceSeconds": 604_800})).await, 204);
    assert_eq!(caller.get("/users").await.status(), 401);
    caller.log_in().await;
    assert_eq!(caller.control("/_alm/jobs", json!({"shape": "text", "failNext": true})).await, 204);
    let title = json!({"id": "course:7542090", "title": "Fire safety, second edition"});
    assert_eq!(caller.control("/_alm/titles", title).await, 204);
    let body = caller.json("/learningObjects/course%3A7542090").await;
    let titles = &body["data"]["attributes"]["localizedMetadata"];
    assert_eq!(titles[0]["name"], "Fire safety, second edition");
    assert_eq!(caller.control("/_alm/tokens", json!({"change": "expire"})).await, 204);
    assert_eq!(caller.get("/users").await.status(), 401);
}
