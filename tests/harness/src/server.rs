//! A server on HTTP that answers from a list.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Answers one connection after the other from a list, and whatever comes after with status 599.
#[derive(Debug)]
pub struct Server {
    /// Where it listens: scheme, host and port.
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// An empty answer stands for silence.
    pub async fn start(answers: impl IntoIterator<Item = String>) -> Self {
        let (listener, url) = listen().await;
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let answers: Vec<String> = answers.into_iter().collect();
        tokio::spawn(serve(listener, answers, Arc::clone(&requests)));
        Self { url, requests }
    }

    /// The requests so far, whole.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An answer with a status and a body.
pub fn answer(status: u16, body: &str) -> String {
    answer_with(status, "", body)
}

/// An answer with headers of its own, each ended by a line break.
pub fn answer_with(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
}

/// The URL of a port that nobody listens on.
pub async fn closed_port() -> String {
    listen().await.1
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound address"));
    (listener, url)
}

async fn serve(listener: TcpListener, answers: Vec<String>, requests: Arc<Mutex<Vec<String>>>) {
    let (mut answers, mut silent) = (answers.into_iter(), Vec::new());
    loop {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let request = read(&mut stream).await;
        requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let answer = answers.next().unwrap_or_else(|| answer(599, ""));
        stream.write_all(answer.as_bytes()).await.expect("a client that listens");
        if answer.is_empty() {
            silent.push(stream);
        }
    }
}

/// Reads a whole request.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").map(|it| it.parse().expect("a number"))
            });
            if body.len() >= length.unwrap_or(0) {
                return text.into_owned();
            }
        }
        let read = stream.read_buf(&mut bytes).await.expect("a client that sends");
        assert_ne!(read, 0, "the request is cut short");
    }
}
