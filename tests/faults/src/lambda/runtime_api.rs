//! The runtime API of one process: what `bootstrap` asks for work, and answers to.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

const VERSION: &str = "/2018-06-01/runtime/";

/// One invocation, on its way to the process.
#[derive(Debug)]
pub struct Invocation {
    /// What the function is invoked with.
    pub payload: Bytes,
    /// How long it may take.
    pub time_limit: Duration,
    /// Told when the process takes it: the time limit counts from then.
    pub taken: oneshot::Sender<Instant>,
    /// Told what the process made of it.
    pub answer: oneshot::Sender<Answer>,
}

/// What the process made of an invocation.
#[derive(Debug)]
pub struct Answer {
    /// When it arrived.
    pub at: Instant,
    /// The function's answer, or what it says of its failure.
    pub result: Result<Bytes, Bytes>,
}

/// A runtime API on a port of its own. It ends when it is dropped.
#[derive(Debug)]
pub struct RuntimeApi {
    /// Where it listens: the variable `AWS_LAMBDA_RUNTIME_API` of the process.
    pub address: SocketAddr,
    _connections: JoinSet<()>,
}

impl RuntimeApi {
    /// Serves invocations to the process that is told its address.
    pub async fn serve(function: &str, invocations: mpsc::Receiver<Invocation>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let desk = Arc::new(Desk {
            arn: format!("arn:aws:lambda:eu-west-1:123456789012:function:{function}"),
            waiting: tokio::sync::Mutex::new(invocations),
            open: Mutex::new(None),
        });
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, desk));
        Self { address, _connections: connections }
    }
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    // Dropped, and so ended, with this task.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, Arc::clone(&desk)));
    }
}

async fn converse(stream: TcpStream, desk: Arc<Desk>) {
    let service = service_fn(|request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(desk.answer(request).await) }
    });
    // A process that dies ends its connection in the middle of something: no news here.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An invocation that the process works at: its id, and who waits for the answer.
type Open = Option<(String, oneshot::Sender<Answer>)>;

struct Desk {
    arn: String,
    waiting: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    open: Mutex<Open>,
}

impl Desk {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let Ok(body) = body.collect().await else { return status(StatusCode::BAD_REQUEST) };
        let Some(path) = parts.uri.path().strip_prefix(VERSION) else {
            return status(StatusCode::NOT_FOUND);
        };
        match (parts.method, path.split('/').collect::<Vec<_>>().as_slice()) {
            (Method::GET, ["invocation", "next"]) => self.next().await,
            (Method::POST, ["invocation", id, "response"]) => self.settle(id, Ok(body.to_bytes())),
            (Method::POST, ["invocation", id, "error"]) => self.settle(id, Err(body.to_bytes())),
            // The process ends now, and that is what its caller is told.
            (Method::POST, ["init", "error"]) => status(StatusCode::ACCEPTED),
            _ => status(StatusCode::NOT_FOUND),
        }
    }

    /// Waits for an invocation, however long that takes.
    async fn next(&self) -> Response<Full<Bytes>> {
        let Some(invocation) = self.waiting.lock().await.recv().await else {
            return status(StatusCode::GONE);
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
        let id = format!("00000000-0000-4000-8000-{:012x}", now.as_micros() & 0xffff_ffff_ffff);
        let deadline = (now + invocation.time_limit).as_millis();
        *self.open.lock().expect("no panic before") = Some((id.clone(), invocation.answer));
        let _ = invocation.taken.send(Instant::now());
        Response::builder()
            .header("lambda-runtime-aws-request-id", id)
            .header("lambda-runtime-deadline-ms", deadline.to_string())
            .header("lambda-runtime-invoked-function-arn", &self.arn)
            .header("content-type", "application/json")
            .body(Full::new(invocation.payload))
            .expect("a response")
    }

    fn settle(&self, id: &str, result: Result<Bytes, Bytes>) -> Response<Full<Bytes>> {
        let answer = Answer { at: Instant::now(), result };
        match self.open.lock().expect("no panic before").take_if(|(open, _)| open == id) {
            Some((_, waiting)) => {
                let _ = waiting.send(answer);
                status(StatusCode::ACCEPTED)
            }
            None => status(StatusCode::BAD_REQUEST),
        }
    }
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
