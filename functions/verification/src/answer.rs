//! What is answered, with the header fields that all answers carry.

use lambda_http::Body;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpResponse;
use lambda_http::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, RETRY_AFTER, VARY,
};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use milepost_certificate::document::Document;
use milepost_store::Object;
use serde_json::{Value, json};

use crate::negotiation::Format;
use crate::page::{Message, POLICY};
use crate::speech::{Speech, Wish};

/// Nobody keeps it: it is personal, and may be revoked the next moment.
const NOT_KEPT: &str = "private, no-store";
/// The browser keeps it, but asks before each use.
const ASK_AGAIN: &str = "private, no-cache";
/// Anybody keeps it, for five minutes: the longest that a revocation may stay unseen.
const SHORT: &str = "public, max-age=300";

/// What a page depends on besides its address.
const VARIES: &str = "Accept, Accept-Language";

/// On every answer. (OWASP HTTP Headers Cheat Sheet.)
const FIELDS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    // Without includeSubDomains: PublicUrl may be on a host whose other names are not ours.
    ("strict-transport-security", "max-age=63072000"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    fn new(status: StatusCode, kind: &'static str, cache: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in FIELDS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let answer = Self { status, headers, body }
            .with(CONTENT_TYPE, kind)
            .with(CACHE_CONTROL, cache)
            .with(HeaderName::from_static("content-security-policy"), &POLICY);
        // Verifiers in browsers read what is public; personal data stays with its own site.
        let public = cache == SHORT;
        let policy = if public { "cross-origin" } else { "same-origin" };
        let answer = answer.with(HeaderName::from_static("cross-origin-resource-policy"), policy);
        if public {
            return answer.with(HeaderName::from_static("access-control-allow-origin"), "*");
        }
        answer
    }

    /// With this field; without it if its value is none that a header can carry.
    fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// A page.
    pub fn page(html: String) -> Self {
        let body = html.into_bytes();
        Self::new(StatusCode::OK, "text/html; charset=utf-8", NOT_KEPT, body).with(VARY, VARIES)
    }

    /// The result of a check.
    pub fn result(body: &Value) -> Self {
        let body = body.to_string().into_bytes();
        Self::new(StatusCode::OK, "application/json", NOT_KEPT, body).with(VARY, "Accept")
    }

    /// What anybody may keep for five minutes.
    pub fn public(kind: &'static str, body: String) -> Self {
        Self::new(StatusCode::OK, kind, SHORT, body.into_bytes())
    }

    /// A file; only that it is still the same, if the client has it already.
    pub fn file(document: Document, file: Object, held: Option<&str>) -> Self {
        let same = held.is_some() && held == file.etag.as_deref();
        let (status, body) =
            if same { (StatusCode::NOT_MODIFIED, vec![]) } else { (StatusCode::OK, file.bytes) };
        // A badge is also shown in the page; a PDF opens in the browser, which can store it.
        let way = if document == Document::Credential { "attachment" } else { "inline" };
        let disposition = format!("{way}; filename=\"{}\"", document.file_name());
        let answer = Self::new(status, document.media_type(), ASK_AGAIN, body);
        let answer = answer.with(CONTENT_DISPOSITION, &disposition);
        match file.etag {
            Some(etag) => answer.with(ETAG, &etag),
            None => answer,
        }
    }

    /// The credential at the address of the page.
    #[must_use]
    pub fn negotiated(self) -> Self {
        self.with(VARY, "Accept")
    }

    /// One message, as a page or as JSON.
    pub fn message(message: Message, format: Format, wish: &Wish) -> Self {
        let status = match message {
            Message::NotFound => StatusCode::NOT_FOUND,
            Message::Gone => StatusCode::GONE,
            Message::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Message::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        };
        let (kind, body, varies) = match format {
            Format::Html => {
                let page = message.page(&Speech::of(wish, None));
                ("text/html; charset=utf-8", page.unwrap_or_default(), VARIES)
            }
            _ => ("application/json", json!({"error": message.as_str()}).to_string(), "Accept"),
        };
        let answer = Self::new(status, kind, NOT_KEPT, body.into_bytes()).with(VARY, varies);
        match message {
            Message::Unavailable => answer.with(RETRY_AFTER, "5"),
            Message::MethodNotAllowed => answer.with(ALLOW, "GET, HEAD"),
            _ => answer,
        }
    }

    /// The response, as API Gateway wants it: what is not text goes as base64.
    pub fn into_response(self) -> ApiGatewayV2httpResponse {
        let mut response = ApiGatewayV2httpResponse::default();
        response.status_code = i64::from(self.status.as_u16());
        response.headers = self.headers;
        let body = String::from_utf8(self.body);
        response.is_base64_encoded = body.is_err();
        response.body = Some(match body {
            Ok(text) => Body::Text(text),
            Err(bytes) => Body::Binary(bytes.into_bytes()),
        });
        response
    }
}
