//! The HTTP side of sending.

use std::error::Error;
use std::time::Duration;

use reqwest::{Url, redirect};

use crate::args::{CredentialArgs, EndpointArgs};
use crate::auth::Auth;
use crate::deliver::{Answer, Delivery, NoAnswer, Retry, Undelivered, deliver};

/// How long ALM waits for an answer.
const ALM_TIMEOUT: Duration = Duration::from_secs(5);

/// Why nothing can be posted.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A user without a password, or the other way round.
    #[error(
        "basic authentication needs a user and a password: set MILEPOST_WEBHOOK_USER and \
         MILEPOST_WEBHOOK_PASSWORD, or neither"
    )]
    HalfCredentials,
    /// The machine's certificates cannot be read.
    #[error("cannot make an HTTP client")]
    Http(#[from] reqwest::Error),
}

/// The webhook endpoint.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    url: Url,
    auth: Auth,
    timeout: Duration,
    give_up: Duration,
}

impl Client {
    /// A client that waits for an answer as long as ALM does, 5 s.
    ///
    /// # Errors
    /// If there is a user without a password or the other way round, or the machine's
    /// certificates cannot be read.
    pub fn open(endpoint: &EndpointArgs, credentials: &CredentialArgs) -> Result<Self, OpenError> {
        Ok(Self::with_timeout(endpoint, Auth::of(credentials)?, ALM_TIMEOUT)?)
    }

    /// For messages: where to, and with what authentication.
    pub fn target(&self) -> String {
        format!("{} {}", self.url, self.auth.mode())
    }

    fn with_timeout(
        endpoint: &EndpointArgs,
        auth: Auth,
        timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        let url = endpoint.url.clone();
        let mut builder = reqwest::Client::builder()
            .timeout(timeout)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("milepost/", env!("CARGO_PKG_VERSION")));
        if is_local(&url) {
            builder = builder.no_proxy();
        }
        let give_up = Duration::from_secs(endpoint.give_up);
        Ok(Self { http: builder.build()?, url, auth, timeout, give_up })
    }

    /// Sends a body until it has a final answer, and says why it is sent again. No answer, 5xx
    /// and 429 are tried again as ALM does.
    ///
    /// # Errors
    /// If the credentials or the account are wrong, or it is not answered for too long.
    pub async fn deliver(
        &self,
        body: &[u8],
        on_retry: impl FnMut(&Retry),
    ) -> Result<Delivery, Undelivered> {
        deliver(async || self.post(body).await, self.give_up, on_retry).await
    }

    async fn post(&self, body: &[u8]) -> Result<Answer, NoAnswer> {
        self.exchange(body).await.map_err(|error| NoAnswer(self.reason(&error)))
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
        let deepest = deepest(error).to_string();
        if error.is_connect() && is_local(&self.url) {
            format!("{deepest}: is the local stack running? try `make up`")
        } else {
            deepest
        }
    }
}

fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn deepest<'a>(mut error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

#[cfg(test)]
mod tests;
