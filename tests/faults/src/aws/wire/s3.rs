//! `PutObject`, in `restXml`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::ETAG;
use hyper::http::request::Parts;

use super::chunked::unframe;
use super::{Answer, Refusal, md5_hex};
use crate::aws::StandIn;
use crate::aws::bucket::Object;
use crate::aws::limits::{object, require};

const METADATA: &str = "x-amz-meta-";
const CRC32: &str = "x-amz-checksum-crc32";

pub(crate) fn put_object(aws: &StandIn, request: &Parts, body: &Bytes) -> Answer {
    let key = key(aws, request)?;
    let (body, crc32) = content(request, body)?;
    let expected = STANDARD.encode(crc32fast::hash(&body).to_be_bytes());
    let fits = crc32.as_ref().is_none_or(|it| *it == expected);
    require(fits, "BadDigest", || format!("the CRC-32 is {expected}"))?;
    let object = Object {
        content_type: header(request, "content-type").map(str::to_owned),
        metadata: metadata(request)?,
        body,
        writes: 0,
    };
    object::check(key, &object)?;
    let etag = format!("\"{}\"", md5_hex(&object.body));
    aws.bucket().put(key, object);
    let answer = Response::builder().header(ETAG, etag).header(CRC32, expected);
    Ok(answer.body(Bytes::new()).expect("a well-formed answer"))
}

/// The key behind the bucket's name in the path.
fn key<'a>(aws: &StandIn, request: &'a Parts) -> Result<&'a str, Refusal> {
    let (path, query) = (request.uri.path(), request.uri.query());
    if path.contains('%') || query.is_some_and(|it| it != "x-id=PutObject") {
        return Err(Refusal::unexpected("NotImplemented", &request.uri));
    }
    let in_bucket = path.trim_start_matches('/').split_once('/');
    match in_bucket {
        Some((bucket, key)) if bucket == aws.names().bucket => Ok(key),
        _ => Err(Refusal::unexpected("NoSuchBucket", path).with_status(404)),
    }
}

/// The bytes without framing, and the checksum that was sent before or after them.
fn content(request: &Parts, body: &Bytes) -> Result<(Bytes, Option<String>), Refusal> {
    let before = header(request, CRC32).map(str::to_owned);
    let Some(length) = header(request, "x-amz-decoded-content-length") else {
        return Ok((body.clone(), before));
    };
    let incomplete = || Refusal::unexpected("IncompleteBody", "not well-formed aws-chunked");
    let mut unframed = unframe(body).ok_or_else(incomplete)?;
    if length.parse() != Ok(unframed.body.len()) {
        return Err(incomplete());
    }
    let after = unframed.trailers.remove(CRC32);
    Ok((unframed.body.into(), after.or(before)))
}

fn metadata(request: &Parts) -> Result<BTreeMap<String, String>, Refusal> {
    let mut metadata = BTreeMap::new();
    for (name, value) in &request.headers {
        let Some(name) = name.as_str().strip_prefix(METADATA) else { continue };
        let value = value.to_str().ok();
        require(value.is_some(), "InvalidArgument", || format!("metadata {name} not in ASCII"))?;
        metadata.insert(name.to_owned(), value.unwrap_or_default().to_owned());
    }
    Ok(metadata)
}

fn header<'a>(request: &'a Parts, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}
