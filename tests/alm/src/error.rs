//! The answers to requests that are refused.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::rate::retry_after;

/// Why a request is refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// It is not as the documentation says.
    BadRequest(&'static str),
    /// Unknown application, wrong or missing token.
    Unauthorized(&'static str),
    /// A link that is no longer valid.
    Forbidden(&'static str),
    /// There is no such thing.
    NotFound,
    /// The client does not accept `application/vnd.api+json`.
    NotAcceptable,
    /// Too many of them; how long to wait.
    TooMany(SignedDuration),
    /// The daily quota of jobs is used, or one is running.
    Quota(&'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, info) = match self {
            Self::BadRequest(info) => (StatusCode::BAD_REQUEST, "Bad request", info),
            Self::Unauthorized(info) => (StatusCode::UNAUTHORIZED, "Unauthorized", info),
            Self::Forbidden(info) => (StatusCode::FORBIDDEN, "Forbidden", info),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not found", "no such resource"),
            Self::NotAcceptable => {
                (StatusCode::NOT_ACCEPTABLE, "Not acceptable", "accept application/vnd.api+json")
            }
            Self::TooMany(wait) => return too_many(&retry_after(wait)),
            Self::Quota(info) => (StatusCode::TOO_MANY_REQUESTS, "Quota exceeded", info),
        };
        (status, Json(body(status, title, info))).into_response()
    }
}

/// 429 as documented (ALM rate limits).
pub(crate) fn too_many(retry_after: &str) -> Response {
    let body = Json(json!({"message": "429 Too many requests"}));
    (StatusCode::TOO_MANY_REQUESTS, [("retry-after", retry_after)], body).into_response()
}

/// An error as documented (ALM API changes, September 2026).
fn body(status: StatusCode, title: &str, info: &str) -> Value {
    let name = status.canonical_reason().unwrap_or_default().to_uppercase().replace(' ', "_");
    json!({"status": name, "title": title, "source": {"info": info}})
}

/// A failure of ALM itself.
pub(crate) fn failure(status: StatusCode) -> Response {
    (status, Json(body(status, "Failure on demand", "ordered from the stand-in"))).into_response()
}
