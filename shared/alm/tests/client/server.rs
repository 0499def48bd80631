//! An ALM that answers from a list.

use milepost_alm::Endpoint;
pub(crate) use milepost_harness::server::answer_with as reply;
use milepost_harness::server::{self, closed_port};
use serde_json::{Value, json};

pub(crate) struct Server {
    pub(crate) endpoint: Endpoint,
    server: server::Server,
}

impl Server {
    /// An empty answer stands for silence.
    pub(crate) async fn start(answers: impl IntoIterator<Item = String>) -> Self {
        let server = server::Server::start(answers).await;
        Self { endpoint: server.url.parse().unwrap(), server }
    }

    /// The address of a port that nobody listens on.
    pub(crate) async fn closed() -> Endpoint {
        closed_port().await.parse().unwrap()
    }

    /// The requests so far, whole.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.server.requests()
    }

    /// Method and path of the requests so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        let line = |request: &String| {
            request.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned()
        };
        self.requests().iter().map(line).collect()
    }
}

pub(crate) fn ok(body: &Value) -> String {
    reply(200, "", &body.to_string())
}

/// A grant of this access token, with the refresh token that the store holds.
pub(crate) fn grant(access_token: &str) -> String {
    grant_with(access_token, "refresh-1")
}

pub(crate) fn grant_with(access_token: &str, refresh_token: &str) -> String {
    ok(&json!({
        "access_token": access_token, "refresh_token": refresh_token, "expires_in": 604_800,
    }))
}

/// A page of users without a next one.
pub(crate) fn users(ids: &[&str]) -> String {
    let user = |id: &&str| json!({"id": id, "type": "user", "attributes": {"name": "Ana Souza"}});
    ok(&json!({"data": ids.iter().map(user).collect::<Vec<_>>()}))
}
