//! The HTTP side of sending.

use std::time::Duration;

use reqwest::{Url, redirect};

use super::auth::Auth;
use super::error::SendError;
use super::port::{Answer, Endpoint, NoAnswer};
use crate::error::chain;

/// How long ALM waits for an answer.
pub(super) const ALM_TIMEOUT: Duration = Duration::from_secs(5);

/// The webhook endpoint.
pub(super) struct Client {
    http: reqwest::Client,
    url: Url,
    auth: Auth,
    timeout: Duration,
}

impl Client {
    pub(super) fn new(url: Url, auth: Auth, timeout: Duration) -> Result<Self, SendError> {
        let mut builder = reqwest::Client::builder()
            .timeout(timeout)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("milepost/", env!("CARGO_PKG_VERSION")));
        if is_local(&url) {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(SendError::Http)?;
        Ok(Self { http, url, auth, timeout })
    }

    async fn exchange(&self, body: &[u8]) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.post(self.url.clone()).body(body.to_vec());
        request = request.header("Content-Type", "application/json");
        if let Some((name, value)) = self.auth.header(body) {
            request = request.header(name, value);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.bytes().await?.to_vec() })
    }

    fn reason(&self, error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return format!("no answer within {} s", self.timeout.as_secs_f64());
        }
        let deepest = chain(error).last().map(ToString::to_string).unwrap_or_default();
        if error.is_connect() && is_local(&self.url) {
            format!("{deepest}: is the local stack running? try `make up`")
        } else {
            deepest
        }
    }
}

impl Endpoint for Client {
    async fn post(&self, body: &[u8]) -> Result<Answer, NoAnswer> {
        self.exchange(body).await.map_err(|error| NoAnswer(self.reason(&error)))
    }
}

fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::super::deliver::{Retry, deliver};
    use super::*;
    use crate::clock::fakes::FakeClock;
    use crate::tests::server::{answer, closed_port, server};

    fn client(url: &str, auth: Auth) -> Client {
        Client::new(url.parse().unwrap(), auth, Duration::from_millis(300)).unwrap()
    }

    #[tokio::test]
    async fn silence_and_503_are_tried_again_with_the_same_bytes() {
        let accepted = answer(202, r#"{"accepted":1,"quarantined":2}"#);
        let (url, server) = server(vec![String::new(), answer(503, ""), accepted]).await;
        let auth = Auth::Basic { user: "alm".to_owned(), password: "pw".into() };
        let (client, clock, mut reasons) = (client(&url, auth), FakeClock::default(), Vec::new());
        let give_up = Duration::from_mins(1);
        let on_retry = |retry: &Retry| reasons.push(retry.reason.clone());
        let delivery = deliver(&client, &clock, give_up, b"{not json,}", on_retry).await.unwrap();
        assert_eq!(delivery.counts.unwrap().quarantined, 2);
        assert_eq!(reasons, ["no answer within 0.3 s", "status 503"]);
        let requests = server.await.unwrap();
        assert!(requests[0].starts_with("POST / HTTP/1.1\r\n"), "{}", requests[0]);
        assert!(requests[0].contains("authorization: Basic YWxtOnB3\r\n"), "{}", requests[0]);
        assert!(requests.iter().all(|request| request.ends_with("\r\n\r\n{not json,}")));
    }

    #[tokio::test]
    async fn a_401_is_an_answer_and_a_redirect_is_not_followed() {
        let moved = "HTTP/1.1 302 -\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n".to_owned();
        let (url, server) = server(vec![answer(401, ""), moved]).await;
        let auth = Auth::Signature { header: "X-ALM-Signature".to_owned(), secret: "key".into() };
        let client = client(&url, auth);
        assert_eq!(client.post(b"{}").await.unwrap().status, 401);
        assert_eq!(client.post(b"{}").await.unwrap().status, 302);
        let requests = server.await.unwrap();
        assert!(requests[0].contains("x-alm-signature: sha256="), "{}", requests[0]);
    }

    #[tokio::test]
    async fn a_refused_connection_has_a_hint() {
        let client = client(&closed_port().await, Auth::None);
        let NoAnswer(reason) = client.post(b"{}").await.unwrap_err();
        assert!(reason.starts_with("Connection refused"), "{reason}");
        assert!(reason.ends_with("is the local stack running? try `make up`"), "{reason}");
    }
}
