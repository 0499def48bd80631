//! A request before and after authentication: only the latter has a readable body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::header::{CONTENT_ENCODING, HeaderValue};
use lambda_http::http::{HeaderMap, Method};

use crate::address::Address;
use crate::auth::{AuthError, AuthMode, Authenticator};

/// A request of which nothing is known yet. Its body cannot be read, only measured.
#[derive(Debug)]
pub struct UnverifiedRequest {
    address: Address,
    method: Method,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl UnverifiedRequest {
    /// A request to the webhook, made of its parts.
    pub const fn new(method: Method, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { address: Address::Webhook, method, headers, body }
    }

    /// The same request, sent to this address.
    #[must_use]
    pub fn to(self, address: Address) -> Self {
        Self { address, ..self }
    }

    /// Where it was sent.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Whether it has credentials for this mode, right or wrong.
    pub fn has_credentials(&self, mode: &AuthMode) -> bool {
        mode.header().is_some_and(|header| self.headers.contains_key(header))
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
            Ok(()) => Ok(VerifiedRequest {
                method: self.method,
                coding: self.headers.get(CONTENT_ENCODING).cloned(),
                body: self.body,
            }),
            Err(error) => Err(Rejection { error, headers: self.headers }),
        }
    }
}

impl From<ApiGatewayV2httpRequest> for UnverifiedRequest {
    fn from(request: ApiGatewayV2httpRequest) -> Self {
        let address = Address::of(&request);
        let body = request.body.unwrap_or_default().into_bytes();
        let body = if request.is_base64_encoded { decoded(body) } else { body };
        Self::new(request.request_context.http.method, request.headers, body).to(address)
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
    coding: Option<HeaderValue>,
    body: Vec<u8>,
}

impl VerifiedRequest {
    /// The HTTP method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The name of the coding that the body was packed with (`Content-Encoding`).
    pub fn coding(&self) -> Option<&str> {
        self.coding.as_ref().and_then(|coding| coding.to_str().ok())
    }

    /// The body as it was sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as it was sent.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}
