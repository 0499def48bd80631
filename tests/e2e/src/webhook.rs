//! Sending webhooks as ALM would.

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::stack::Stack;

/// A sender of webhooks to one stack.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    url: String,
    user: String,
    password: String,
}

impl Sender {
    /// A sender with the stack's own credentials.
    pub fn of(stack: &Stack) -> Self {
        Self {
            client: Client::new(),
            url: stack.output("WebhookUrl").to_owned(),
            user: stack.env["MILEPOST_WEBHOOK_USER"].clone(),
            password: stack.env["MILEPOST_WEBHOOK_PASSWORD"].clone(),
        }
    }

    /// The same sender, to an address that ends in this instead of the webhook's path.
    #[must_use]
    pub fn to(&self, path: &str) -> Self {
        let base = self.url.trim_end_matches("/webhooks/alm");
        Self {
            client: self.client.clone(),
            url: format!("{base}{path}"),
            user: self.user.clone(),
            password: self.password.clone(),
        }
    }

    /// A request without credentials.
    pub fn anonymous(&self, method: Method) -> RequestBuilder {
        self.client.request(method, &self.url)
    }

    /// A request with credentials.
    pub fn request(&self, method: Method) -> RequestBuilder {
        self.anonymous(method).basic_auth(&self.user, Some(&self.password))
    }

    /// Posts JSON and returns status and answer.
    pub async fn post(&self, body: impl Into<Vec<u8>>) -> (StatusCode, Value) {
        self.post_as("application/json", body).await
    }

    /// Posts a body of this type and returns status and answer.
    pub async fn post_as(
        &self,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> (StatusCode, Value) {
        let request = self.request(Method::POST).header("content-type", content_type);
        answer(request.body(body.into()).send().await.expect("an answer")).await
    }

    /// Posts one envelope and expects all of its events to be accepted.
    pub async fn post_events(&self, account: &str, events: &[Value]) {
        let body = serde_json::json!({"accountId": account, "events": events});
        let (status, answer) = self.post(body.to_string()).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
        assert_eq!(answer, serde_json::json!({"accepted": events.len(), "quarantined": 0}));
    }
}

/// The status and the body, `null` if that is not JSON.
pub async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}
