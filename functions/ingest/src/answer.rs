//! What the client is told: enough for ALM to go on or to try again, and no internals.

use lambda_http::Body;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpResponse;
use lambda_http::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use lambda_http::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

/// An answer. Each has one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 202: everything is stored, on the queue or in quarantine.
    Stored {
        /// Events on the queue, repeats within the request included.
        accepted: usize,
        /// Events, or a whole unreadable body, in quarantine.
        quarantined: usize,
    },
    /// 200: the challenge of a registration, echoed.
    Challenge(String),
    /// 200: a check that the address answers and the credentials are right.
    Alive,
    /// 401: credentials are missing or wrong.
    Unauthorized {
        /// Whether to ask for a user and a password.
        basic: bool,
    },
    /// 403: the account is not the one that this stack serves.
    WrongAccount,
    /// 404: nothing has this address.
    NotFound,
    /// 421: the credentials are right, and the address is not that of the webhook.
    WrongAddress,
    /// 405: none of POST, GET and HEAD.
    MethodNotAllowed,
    /// 503: the request could not be stored; the same one may succeed later.
    Unavailable,
}

impl Answer {
    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Stored { .. } => StatusCode::ACCEPTED,
            Self::Challenge(_) | Self::Alive => StatusCode::OK,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::WrongAccount => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongAddress => StatusCode::MISDIRECTED_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The JSON body.
    pub fn body(&self) -> Value {
        match self {
            Self::Stored { accepted, quarantined } => {
                json!({"accepted": accepted, "quarantined": quarantined})
            }
            Self::Challenge(challenge) => json!({"challenge": challenge}),
            Self::Alive => json!({"status": "ok"}),
            Self::Unauthorized { .. } => json!({"error": "unauthorized"}),
            Self::WrongAccount => json!({"error": "wrong_account"}),
            Self::NotFound => json!({"error": "not_found"}),
            Self::WrongAddress => json!({"error": "wrong_address"}),
            Self::MethodNotAllowed => json!({"error": "method_not_allowed"}),
            Self::Unavailable => json!({"error": "unavailable"}),
        }
    }

    /// The header field that belongs to the status, if any.
    const fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Unauthorized { basic: true } => Some((
                WWW_AUTHENTICATE,
                HeaderValue::from_static(r#"Basic realm="milepost", charset="UTF-8""#),
            )),
            Self::MethodNotAllowed => Some((ALLOW, HeaderValue::from_static("GET, HEAD, POST"))),
            _ => None,
        }
    }

    /// The response, as API Gateway wants it.
    pub fn into_response(self) -> ApiGatewayV2httpResponse {
        let mut response = ApiGatewayV2httpResponse::default();
        response.status_code = i64::from(self.status().as_u16());
        response.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers.extend(self.header());
        response.body = Some(Body::Text(self.body().to_string()));
        response
    }
}
