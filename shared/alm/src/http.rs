//! One HTTP request at a time: time limits, size limits, and what a status means.

use std::error::Error;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response, redirect, retry};

use crate::{AlmError, Endpoint, retry_after};

/// How long ALM may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timeouts {
    /// To take a connection, TLS included.
    pub connect: Duration,
    /// To answer a request as a whole; in a download, to send the next piece.
    pub request: Duration,
}

impl Default for Timeouts {
    /// 2 seconds to connect, 5 for a request.
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), request: Duration::from_secs(5) }
    }
}

/// Sends requests as they are: follows no redirect (a token would go along), uses no proxy, and
/// never tries again.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    timeouts: Timeouts,
}

/// An answer of ALM's. The body is read only if the status is a success.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The wait that ALM asks for, if it is one of the statuses that ask for one.
    pub(crate) retry_after: Option<SignedDuration>,
}

impl Http {
    pub(crate) fn new(endpoint: &Endpoint, timeouts: Timeouts) -> Result<Self, AlmError> {
        let client = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .read_timeout(timeouts.request)
            // At most some hundred requests an hour: a new connection for each costs less than
            // one that died while the function was frozen.
            .pool_max_idle_per_host(0)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .https_only(endpoint.is_https())
            .user_agent(concat!("milepost/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| AlmError::NoHttpClient)?;
        Ok(Self { client, timeouts })
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends it and reads the whole answer, within the time limit and at most so many bytes.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        max_bytes: usize,
        now: Timestamp,
    ) -> Result<Answer, AlmError> {
        let response = request.timeout(self.timeouts.request).send().await.map_err(failure)?;
        let (status, retry_after) = (response.status(), wait(&response, now));
        let body = if status.is_success() { whole(response, max_bytes).await? } else { Vec::new() };
        Ok(Answer { status: status.as_u16(), body, retry_after })
    }
}

impl Answer {
    /// The body, if the status says that it is one.
    pub(crate) fn into_body(self) -> Result<Vec<u8>, AlmError> {
        verdict(self.status, self.retry_after).map(|()| self.body)
    }
}

/// What a status means.
pub(crate) fn verdict(status: u16, retry_after: Option<SignedDuration>) -> Result<(), AlmError> {
    match (status, retry_after) {
        (200..=299, _) => Ok(()),
        (429, Some(retry_after)) => Err(AlmError::Throttled { retry_after }),
        (401 | 403, _) => Err(AlmError::AccessRefused { status }),
        (500.., _) => Err(AlmError::Server { status }),
        _ => Err(AlmError::Refused { status }),
    }
}

/// 429 always asks for a wait, 503 if it names one (RFC 9110, 10.2.3).
fn wait(response: &Response, now: Timestamp) -> Option<SignedDuration> {
    let header = response.headers().get(RETRY_AFTER);
    let text = header.and_then(|value| value.to_str().ok());
    match response.status().as_u16() {
        429 => Some(retry_after::read(text, now)),
        503 if header.is_some() => Some(retry_after::read(text, now)),
        _ => None,
    }
}

async fn whole(mut response: Response, max: usize) -> Result<Vec<u8>, AlmError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > max {
            return Err(AlmError::TooLarge { max: max as u64 });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Why there is no answer, or only a part of one. The deepest cause is logged, such as
/// `Connection refused`; what lies above it would quote the address with its ids.
pub(crate) fn failure(error: reqwest::Error) -> AlmError {
    if error.is_timeout() {
        return AlmError::TimedOut;
    }
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    tracing::warn!(%cause, "alm.unreachable");
    AlmError::Unreachable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_one_meaning() {
        let retry_after = SignedDuration::from_millis(10_752);
        for (status, expected) in [
            (200, Ok(())),
            (202, Ok(())),
            (302, Err(AlmError::Refused { status: 302 })),
            (400, Err(AlmError::Refused { status: 400 })),
            (401, Err(AlmError::AccessRefused { status: 401 })),
            (403, Err(AlmError::AccessRefused { status: 403 })),
            (406, Err(AlmError::Refused { status: 406 })),
            (429, Err(AlmError::Throttled { retry_after })),
            (500, Err(AlmError::Server { status: 500 })),
            (503, Err(AlmError::Server { status: 503 })),
        ] {
            assert_eq!(verdict(status, Some(retry_after)), expected, "{status}");
        }
    }
}
