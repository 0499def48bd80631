//! The stand-in for ALM that was started beside a stack, steered over HTTP.

use std::path::Path;

use reqwest::Client;
use serde_json::{Value, json};

/// A running stand-in.
#[derive(Debug)]
pub struct Alm {
    client: Client,
    url: String,
}

impl Alm {
    /// The stand-in of the stack in this directory.
    pub(crate) fn of(directory: &Path) -> Self {
        let state = std::fs::read(directory.join("alm.json")).expect("a stack with a stand-in");
        let state: Value = serde_json::from_slice(&state).expect("JSON");
        let url = state["url"].as_str().expect("an address").to_owned();
        Self { client: Client::new(), url }
    }

    /// The requests to this endpoint since the start, or the last [`reset`](Self::reset).
    pub async fn requests(&self, endpoint: &str) -> u64 {
        let call = self.client.get(format!("{}/_alm/requests", self.url)).send();
        let (_, counts) = crate::webhook::answer(call.await.expect("an answer")).await;
        let methods = counts[endpoint].as_object().into_iter().flatten();
        methods.filter_map(|(_, count)| count.as_u64()).sum()
    }

    /// Forgets all requests, and ends all trouble.
    pub async fn reset(&self) {
        self.steer("reset", &json!({})).await;
    }

    /// Tells it something: see the table in the documentation of the stand-in.
    pub async fn steer(&self, what: &str, order: &Value) {
        let url = format!("{}/_alm/{what}", self.url);
        let call = self.client.post(url).header("content-type", "application/json");
        let answer = call.body(order.to_string()).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{what} {order}: {}", answer.status());
    }
}
