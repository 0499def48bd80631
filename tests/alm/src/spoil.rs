//! Answers that are broken on demand.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use futures::stream::{self, StreamExt};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::faults::Fault;

/// Marks an answer that is not to be sent: the connection ends instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HangUp;

pub(crate) async fn spoil(mut response: Response, fault: Option<Fault>) -> Response {
    match fault {
        Some(Fault::Closed) => {
            response.extensions_mut().insert(HangUp);
            response
        }
        Some(Fault::Truncated) => truncated(response).await,
        Some(Fault::BrokenJson) => with_body(response, |whole| first_half(&whole)).await,
        Some(Fault::Missing { fields }) => {
            with_body(response, |whole| without(&fields, whole)).await
        }
        _ => response,
    }
}

/// The length of all, but half of the bytes; then the connection ends.
async fn truncated(response: Response) -> Response {
    let (mut parts, whole) = read(response).await;
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let end = async {
        // Without a pause hyper would drop what it has not sent yet, the head included.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("truncated on demand"))
    };
    let body = stream::iter([Ok(first_half(&whole))]).chain(stream::once(end));
    Response::from_parts(parts, Body::from_stream(body))
}

async fn with_body(response: Response, change: impl FnOnce(Bytes) -> Bytes) -> Response {
    let (mut parts, whole) = read(response).await;
    let changed = change(whole);
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(changed.len()));
    Response::from_parts(parts, Body::from(changed))
}

/// What is sent is in memory already: reading it does not fail.
async fn read(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let whole = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    (parts, whole)
}

fn first_half(whole: &Bytes) -> Bytes {
    whole.slice(..whole.len() / 2)
}

fn without(fields: &[String], whole: Bytes) -> Bytes {
    let Ok(mut value) = serde_json::from_slice(&whole) else {
        return whole;
    };
    remove(fields, &mut value);
    value.to_string().into()
}

fn remove(fields: &[String], value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|name, _| !fields.contains(name));
            object.values_mut().for_each(|value| remove(fields, value));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| remove(fields, value)),
        _ => {}
    }
}
