//! An ALM that answers from a list.

use std::sync::{Arc, Mutex};

use milepost_alm::Endpoint;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Answers one connection after the other from a list, and whatever comes after with status 599.
/// Must be kept as long as requests are made.
pub(crate) struct Server {
    pub(crate) endpoint: Endpoint,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// An empty answer stands for silence.
    pub(crate) async fn start(answers: impl IntoIterator<Item = String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (kept, mut answers) = (requests.clone(), answers.into_iter().collect::<Vec<_>>());
        answers.reverse();
        tokio::spawn(async move {
            let mut silent = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = request(&mut stream).await;
                kept.lock().unwrap().push(request);
                let answer = answers.pop().unwrap_or_else(|| reply(599, "", ""));
                stream.write_all(answer.as_bytes()).await.unwrap();
                if answer.is_empty() {
                    silent.push(stream);
                }
            }
        });
        Self { endpoint, requests }
    }

    /// The address of a port that nobody listens on.
    pub(crate) async fn closed() -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()
    }

    /// The requests so far, whole.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Method and path of the requests so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        let line = |request: &String| {
            request.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned()
        };
        self.requests().iter().map(line).collect()
    }
}

/// An answer with headers of its own, each ended by a line break.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
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

async fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").map(|length| length.parse().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return text.into_owned();
            }
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request is cut short");
    }
}
