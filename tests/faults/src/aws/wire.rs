//! The protocols that AWS's services speak.

pub(crate) mod chunked;
pub(crate) mod dynamodb;
pub(crate) mod form;
pub(crate) mod refusal;
pub(crate) mod s3;
pub(crate) mod secrets_manager;
pub(crate) mod sns;
pub(crate) mod sqs;

use hyper::Response;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;
use md5::{Digest, Md5};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use refusal::Refusal;

pub(crate) type Answer = Result<Response<Bytes>, Refusal>;

/// How a request wants to be answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Protocol {
    /// `awsJson1_0` and `awsJson1_1`.
    Json,
    /// `awsJson1_0` of a service that spoke `awsQuery` once.
    QueryCompatibleJson,
    /// `awsQuery`.
    Query,
    /// `restXml`.
    Rest,
}

impl Protocol {
    pub(crate) fn of(request: &Parts) -> Self {
        let has = |name: &str| request.headers.contains_key(name);
        let content_type = request.headers.get(CONTENT_TYPE).map_or(&b""[..], |it| it.as_bytes());
        match (has("x-amz-target"), has("x-amzn-query-mode")) {
            (true, true) => Self::QueryCompatibleJson,
            (true, false) => Self::Json,
            _ if content_type.starts_with(b"application/x-www-form-urlencoded") => Self::Query,
            _ => Self::Rest,
        }
    }
}

/// Reads a JSON body. A member that this stand-in does not know is an error: what it asks for
/// would not be done.
fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let not_read = |it: serde_json::Error| Refusal::unexpected("SerializationException", it);
    serde_json::from_slice(body).map_err(not_read)
}

fn json(value: &Value) -> Response<Bytes> {
    respond(200, "application/x-amz-json-1.0", value.to_string())
}

fn respond(status: u16, content_type: &str, body: String) -> Response<Bytes> {
    let builder = Response::builder().status(status).header(CONTENT_TYPE, content_type);
    builder.body(Bytes::from(body)).expect("a well-formed answer")
}

fn md5_hex(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

/// A text inside of XML.
fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
