//! An upstream over HTTP, for those who call AWS by the network.

use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::upstream::Upstream;

/// Serves the upstream on a free port of the loopback until the runtime ends, and answers its
/// URL. Connections are kept alive.
pub async fn serve(upstream: impl Upstream) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound port");
    let upstream = Arc::new(upstream);
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.expect("a connection");
            connection.set_nodelay(true).expect("a connection without delay");
            tokio::spawn(answer(connection, Arc::clone(&upstream)));
        }
    });
    format!("http://{address}")
}

async fn answer(connection: TcpStream, upstream: Arc<impl Upstream>) {
    let service = service_fn(|request: Request<Incoming>| {
        let upstream = Arc::clone(&upstream);
        async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let request = Request::from_parts(parts, body);
            // A task of its own: what was asked is done even if the caller is gone meanwhile.
            let answer = tokio::spawn(async move { upstream.call(request).await });
            let answer = answer.await.expect("an upstream that does not panic");
            Ok::<Response<Full<Bytes>>, hyper::Error>(answer.map(Full::new))
        }
    });
    // A caller that goes away is none of our business.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
}
