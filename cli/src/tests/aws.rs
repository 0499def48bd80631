//! AWS in memory: what it answers is a function of the request.

use aws_config::SdkConfig;
use aws_smithy_http_client::test_util::infallible_client_fn;

/// The method and address, the operation if the protocol names it, and the body.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) uri: http::Uri,
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
}

/// A configuration whose calls are answered by this.
pub(crate) fn aws(
    answer: impl Fn(Asked) -> http::Response<Vec<u8>> + Send + Sync + 'static,
) -> SdkConfig {
    let client = infallible_client_fn(move |request: http::Request<_>| {
        let (parts, body) = request.into_parts();
        let target = parts.headers.get("x-amz-target").and_then(|it| it.to_str().ok());
        answer(Asked {
            method: parts.method.to_string(),
            target: target.unwrap_or_default().to_owned(),
            uri: parts.uri,
            body: body.bytes().unwrap_or_default().to_vec(),
        })
    });
    crate::stack::tests::config("http://aws.test").into_builder().http_client(client).build()
}
