//! An AWS that is somewhere else: the emulator.

use std::sync::{Arc, OnceLock};

use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use hyper::http::uri::PathAndQuery;
use hyper::{HeaderMap, Request, Response};
use reqwest::Client;

use super::refusal::answer;
use crate::upstream::Upstream;

/// What concerns one connection, not the call; the client sets its own.
const OF_THE_CONNECTION: [hyper::header::HeaderName; 5] =
    [HOST, CONNECTION, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING];

/// Passes calls on as they are.
#[derive(Clone, Debug)]
pub struct Forward {
    client: Client,
    target: Arc<OnceLock<String>>,
}

impl Default for Forward {
    fn default() -> Self {
        let client = Client::builder().no_proxy().tcp_nodelay(true).build();
        Self { client: client.expect("an HTTP client"), target: Arc::default() }
    }
}

impl Forward {
    /// Passes calls on to this URL, `http://host:port`.
    pub fn to(url: &str) -> Self {
        let forward = Self::default();
        forward.connect(url);
        forward
    }

    /// Says where calls go, once: the emulator starts after the proxy, whose URL its functions
    /// inherit. Until then calls are answered with 503.
    pub fn connect(&self, url: &str) {
        let url = url.trim_end_matches('/').to_owned();
        self.target.set(url).expect("a target that was not set");
    }

    async fn pass_on(
        &self,
        target: &str,
        call: Request<Bytes>,
    ) -> reqwest::Result<Response<Bytes>> {
        let (parts, body) = call.into_parts();
        let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let request = self.client.request(parts.method, format!("{target}{path}"));
        let received = request.headers(of_the_call(parts.headers)).body(body).send().await?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = received.status();
        *response.headers_mut() = of_the_call(received.headers().clone());
        *response.body_mut() = received.bytes().await?;
        Ok(response)
    }
}

fn of_the_call(mut headers: HeaderMap) -> HeaderMap {
    for name in OF_THE_CONNECTION {
        headers.remove(name);
    }
    headers
}

impl Upstream for Forward {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let Some(target) = self.target.get() else {
            return answer(503, "text/plain", "nobody is there yet");
        };
        let answered = self.pass_on(target, request).await;
        answered.unwrap_or_else(|error| answer(502, "text/plain", error.to_string()))
    }
}
