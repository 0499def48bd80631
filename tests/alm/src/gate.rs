//! What every request passes: the count, the faults, and whether it may be answered.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::alm::Alm;
use crate::endpoint::Endpoint;
use crate::error::{Refusal, failure, too_many};
use crate::faults::Fault;
use crate::spoil::spoil;

/// The media type of the API.
pub(crate) const JSON_API: &str = "application/vnd.api+json";

pub(crate) async fn gate(State(alm): State<Arc<Alm>>, request: Request, next: Next) -> Response {
    let Some(endpoint) = Endpoint::of(request.uri().path()) else {
        return next.run(request).await;
    };
    let fault = alm.arrive(endpoint, request.method().as_str());
    match &fault {
        Some(Fault::Status { status, retry_after }) => {
            return refused(*status, retry_after.as_deref());
        }
        Some(Fault::Delay { millis }) => tokio::time::sleep(Duration::from_millis(*millis)).await,
        _ => {}
    }
    let mut response = match admit(&alm, endpoint, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    add_limits(&alm, endpoint, response.headers_mut());
    spoil(response, fault).await
}

fn refused(status: u16, retry_after: Option<&str>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match (status, retry_after) {
        (StatusCode::TOO_MANY_REQUESTS, Some(wait)) => too_many(wait),
        (status, Some(wait)) => ([("retry-after", wait)], failure(status)).into_response(),
        (status, None) => failure(status),
    }
}

/// Tokens and files need neither the media type nor an access token.
fn admit(alm: &Alm, endpoint: Endpoint, headers: &HeaderMap) -> Result<(), Refusal> {
    if endpoint.resource().is_none() {
        return Ok(());
    }
    if !accepts_json_api(headers) {
        return Err(Refusal::NotAcceptable);
    }
    match bearer(headers) {
        Some(token) if alm.accepts(token) => alm.take(endpoint),
        Some(_) => Err(Refusal::Unauthorized("the access token is not valid")),
        None => Err(Refusal::Unauthorized("there is no access token")),
    }
}

fn accepts_json_api(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types = accepted.flat_map(|value| value.split(','));
    types.any(|accepted| accepted.split(';').next().is_some_and(|name| name.trim() == JSON_API))
}

/// `Bearer <token>` or `oauth <token>` (ALM developer manual).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    ["bearer", "oauth"].contains(&scheme.to_ascii_lowercase().as_str()).then_some(token.trim())
}

/// Every answer names the limit (ALM rate limits). ALM's pages give no burst for the hourly
/// limit: all of it may be used at once.
fn add_limits(alm: &Alm, endpoint: Endpoint, headers: &mut HeaderMap) {
    let Some(limit) = endpoint.resource().map(|resource| alm.settings.limit(resource)) else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&limit.header()) {
        headers.insert("x-rate-limit", value);
    }
    headers.insert("x-burst", HeaderValue::from(limit.requests));
}
