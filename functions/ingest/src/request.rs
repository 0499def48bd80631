//! A request before and after authentication: only the latter has a readable body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderMap, Method};

use crate::auth::{AuthError, Authenticator};

/// A request of which nothing is known yet. Its body cannot be read, only measured.
#[derive(Debug)]
pub struct UnverifiedRequest {
    method: Method,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl UnverifiedRequest {
    /// A request made of its parts.
    pub const fn new(method: Method, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { method, headers, body }
    }

    /// The body's size in bytes.
    pub const fn body_bytes(&self) -> usize {
        self.body.len()
    }

    /// Checks the request's credentials.
    ///
    /// # Errors
    /// If they are missing, malformed or wrong; see [`AuthError`].
    pub fn verify(self, authenticator: &Authenticator) -> Result<VerifiedRequest, Rejection> {
        match authenticator.check(&self.headers, &self.body) {
            Ok(()) => Ok(VerifiedRequest { method: self.method, body: self.body }),
            Err(error) => Err(Rejection { error, headers: self.headers }),
        }
    }
}

impl From<ApiGatewayV2httpRequest> for UnverifiedRequest {
    fn from(request: ApiGatewayV2httpRequest) -> Self {
        let body = request.body.unwrap_or_default().into_bytes();
        let body = if request.is_base64_encoded { decoded(body) } else { body };
        Self::new(request.request_context.http.method, request.headers, body)
    }
}

/// What API Gateway did not encode stays as it is.
fn decoded(body: Vec<u8>) -> Vec<u8> {
    BASE64_STANDARD.decode(&body).unwrap_or(body)
}

/// What is left of a request that was not let in.
#[derive(Debug)]
pub struct Rejection {
    /// Why.
    pub error: AuthError,
    /// The header fields, for the report: their names, never their values.
    pub headers: HeaderMap,
}

/// A request whose sender knows the webhook's secret, or that needs none.
#[derive(Debug)]
pub struct VerifiedRequest {
    method: Method,
    body: Vec<u8>,
}

impl VerifiedRequest {
    /// The HTTP method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The body as it was sent.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}
