//! Between the functions and AWS: passes calls on, and lets some of them go wrong.

mod entries;
mod exchange;
mod forward;
mod left_out;
mod query;
mod refusal;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::fault::Inject;
use crate::upstream::Upstream;
use exchange::{Exchange, Outcome};
pub use forward::Forward;

/// A running proxy on a port of its own; it ends with the value, and its connections with it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    cut: Cut,
    server: JoinHandle<Infallible>,
}

/// The network between the functions and AWS: while it is cut, connections end at once, and
/// those under way end without an answer.
#[derive(Clone, Debug, Default)]
pub struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Cuts the network, or joins it again.
    pub fn set(&self, cut: bool) {
        self.0.store(cut, Ordering::SeqCst);
    }

    /// Whether it is cut now.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection ends without an answer")]
struct HungUp;

impl Proxy {
    /// Starts on a free port of 127.0.0.1, in the runtime that it is called in.
    pub fn start(upstream: impl Upstream, inject: Arc<impl Inject>) -> Self {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        let address = listener.local_addr().expect("its address");
        let listener = TcpListener::from_std(listener).expect("a listener of this runtime");
        let cut = Cut::default();
        let exchange = Exchange { upstream: Arc::new(upstream), inject };
        let server = tokio::spawn(accept(listener, exchange, cut.clone()));
        Self { address, cut, server }
    }

    /// What the functions are given as `AWS_ENDPOINT_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The switch that cuts the network.
    pub fn cut(&self) -> Cut {
        self.cut.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn accept<U: Upstream, I: Inject>(
    listener: TcpListener,
    exchange: Exchange<U, I>,
    cut: Cut,
) -> Infallible {
    // Ends with this task, and every connection in it.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) if !cut.is_on() => {
                connections.spawn(serve(stream, exchange.clone(), cut.clone()));
            }
            // Cut: the stream is closed here. An error is of one connection, too.
            Ok(_) | Err(_) => {}
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve<U: Upstream, I: Inject>(stream: TcpStream, exchange: Exchange<U, I>, cut: Cut) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(request, exchange.clone(), &cut));
    // An error is a connection that ended early: often our own doing.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer<U: Upstream, I: Inject>(
    request: Request<Incoming>,
    exchange: Exchange<U, I>,
    cut: &Cut,
) -> Result<Response<Full<Bytes>>, HungUp> {
    if cut.is_on() {
        return Err(HungUp);
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| HungUp)?.to_bytes();
    // A task of its own: AWS goes on with what it has begun when the caller is gone.
    let exchange = tokio::spawn(exchange.carry_out(Request::from_parts(parts, body)));
    match exchange.await {
        Ok(Outcome::Answer(answer)) if !cut.is_on() => Ok(answer.map(Full::new)),
        Ok(Outcome::Silence) => std::future::pending().await,
        Ok(Outcome::Answer(_) | Outcome::HangUp) | Err(_) => Err(HungUp),
    }
}
