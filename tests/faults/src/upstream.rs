//! What stands behind the faults: something that answers as AWS does.

use hyper::body::Bytes;
use hyper::{Request, Response};

/// Answers calls to AWS.
pub trait Upstream: Send + Sync + 'static {
    /// Does what the request asks for, and answers.
    fn call(&self, request: Request<Bytes>) -> impl Future<Output = Response<Bytes>> + Send;
}
