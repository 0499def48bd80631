//! OAuth and what every request needs.

use insta::assert_json_snapshot;
use jiff::SignedDuration;
use milepost_alm_stand_in::{REFRESH_TOKEN, TokenChange};
use reqwest::header::{ACCEPT, AUTHORIZATION};
use serde_json::Value;

use crate::client::Caller;
use crate::sorted_maps;

#[tokio::test]
async fn a_refresh_token_gives_an_access_token() {
    let caller = Caller::new().await;
    let body: Value = caller.refresh(REFRESH_TOKEN).await.json().await.unwrap();
    let _sorted = sorted_maps();
    assert_json_snapshot!(body, @r#"
    {
      "access_token": "stand-in-access-1",
      "account_id": "1234",
      "expires_in": 604800,
      "refresh_token": "stand-in-refresh-1",
      "user_id": "20410001",
      "user_role": "admin"
    }
    "#);
    let check = caller.url("/oauth/token/check?access_token=stand-in-access-1");
    let body = caller.json_of(caller.http.get(check)).await;
    assert_eq!(body["user_role"], "admin");
    assert_eq!(body.get("refresh_token"), None);
}

#[tokio::test]
async fn a_wrong_refresh_token_or_application_is_refused() {
    let caller = Caller::new().await;
    let answer = caller.refresh("wrong").await;
    assert_eq!(answer.status(), 400);
    let _sorted = sorted_maps();
    assert_json_snapshot!(answer.json::<Value>().await.unwrap(), @r#"
    {
      "source": {
        "info": "invalid_grant"
      },
      "status": "BAD_REQUEST",
      "title": "Bad request"
    }
    "#);
    let stranger = [("client_id", "x"), ("client_secret", "y"), ("refresh_token", REFRESH_TOKEN)];
    let request = caller.http.post(caller.url("/oauth/token/refresh")).form(&stranger);
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_request_needs_the_media_type_and_a_valid_token() {
    let caller = Caller::new().await;
    let users = caller.url("/primeapi/v2/users");
    let json_api = "application/vnd.api+json";
    for (accept, authorization, status) in [
        (Some(json_api), Some("Bearer stand-in-access-1"), 200),
        (Some(json_api), Some("oauth stand-in-access-1"), 200),
        (Some("text/html, application/vnd.api+json;q=0.9"), Some("oauth stand-in-access-1"), 200),
        (Some("application/json"), Some("Bearer stand-in-access-1"), 406),
        (Some("*/*"), Some("Bearer stand-in-access-1"), 406),
        (Some(json_api), Some("Bearer wrong"), 401),
        (Some(json_api), Some("Basic stand-in-access-1"), 401),
        (Some(json_api), None, 401),
    ] {
        let mut request = caller.http.get(&users);
        for (name, value) in [(ACCEPT, accept), (AUTHORIZATION, authorization)] {
            request =
                value.map_or(request.try_clone().unwrap(), |value| request.header(name, value));
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{accept:?} {authorization:?}");
    }
}

#[tokio::test]
async fn an_access_token_ends_after_seven_days_or_when_told() {
    let mut caller = Caller::new().await;
    caller.alm.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(caller.get("/users").await.status(), 401);
    caller.log_in().await;
    assert_eq!(caller.get("/users").await.status(), 200);
    caller.alm.change_tokens(TokenChange::Expire);
    assert_eq!(caller.get("/users").await.status(), 401);
}

#[tokio::test]
async fn a_refresh_token_can_be_rotated_and_revoked() {
    let caller = Caller::new().await;
    caller.alm.change_tokens(TokenChange::Rotate);
    let body: Value = caller.refresh(REFRESH_TOKEN).await.json().await.unwrap();
    assert_eq!(body["refresh_token"], "stand-in-refresh-2");
    assert_eq!(caller.refresh(REFRESH_TOKEN).await.status(), 400);
    assert_eq!(caller.refresh("stand-in-refresh-2").await.status(), 200);
    caller.alm.change_tokens(TokenChange::Revoke);
    assert_eq!(caller.refresh("stand-in-refresh-2").await.status(), 400);
    assert_eq!(caller.get("/users").await.status(), 401);
}
