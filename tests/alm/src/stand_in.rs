//! A stand-in in this process.

use std::io;
use std::sync::Arc;

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::alm::{Alm, Counts};
use crate::endpoint::Endpoint;
use crate::faults::{Fault, Order};
use crate::jobs::JobShape;
use crate::server::serve;
use crate::settings::Settings;
use crate::tokens::TokenChange;

/// A stand-in on a port of the loopback. It ends, with its connections, when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    alm: Arc<Alm>,
    server: JoinHandle<()>,
}

impl StandIn {
    /// Starts one that behaves as ALM's pages say, on a free port.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(Settings::default(), 0).await
    }

    /// Starts one on this port of 127.0.0.1; 0 takes a free one.
    ///
    /// # Errors
    /// If the port is taken.
    pub async fn start_with(settings: Settings, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let alm = Arc::new(Alm::new(base, settings));
        let server = tokio::spawn(serve(listener, Arc::clone(&alm)));
        Ok(Self { alm, server })
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.alm.base
    }

    /// Lets this happen to the next requests of an endpoint.
    pub fn order(&self, endpoint: Endpoint, times: u32, fault: Fault) {
        self.alm.order(Order { endpoint, times, fault });
    }

    /// All requests since the start, or since [`reset`](Self::reset).
    pub fn counts(&self) -> Counts {
        self.alm.counts()
    }

    /// The requests of one endpoint, of all methods.
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.counts().get(&endpoint).map_or(0, |methods| methods.values().sum())
    }

    /// Changes the tokens.
    pub fn change_tokens(&self, change: TokenChange) {
        self.alm.memory().tokens.change(change);
    }

    /// Lets time pass for rate limits, tokens and jobs.
    pub fn advance(&self, by: SignedDuration) {
        self.alm.advance(by);
    }

    /// Answers about jobs have this shape from now on.
    pub fn set_job_shape(&self, shape: JobShape) {
        self.alm.memory().job_shape = shape;
    }

    /// The next job fails.
    pub fn fail_next_job(&self) {
        self.alm.memory().jobs.fail_next();
    }

    /// Gives a learning object another title, in English only; false if there is none with this
    /// id.
    pub fn rename(&self, learning_object: &str, title: &str) -> bool {
        self.alm.memory().company.rename(learning_object, title.to_owned())
    }

    /// Forgets everything that happened.
    pub fn reset(&self) {
        self.alm.reset();
    }

    /// Waits for ever: the server goes on until the process ends.
    ///
    /// # Errors
    /// If the server panicked.
    pub async fn run(mut self) -> Result<(), tokio::task::JoinError> {
        (&mut self.server).await
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}
