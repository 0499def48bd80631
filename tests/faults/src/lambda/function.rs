//! A function: invoked one at a time, its process started anew after each death.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::Value;
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use super::environment;
use super::process::{KillSwitch, Lines, Process};
use super::runtime_api::{Answer, Invocation};
use crate::aws::Names;

/// The time limit of the functions in the template; Lambda gives a start as long.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Why an invocation has no answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvokeError {
    /// The process ended before it answered.
    #[error("the process died")]
    Died,
    /// It did not answer within its time limit, and was killed.
    #[error("the function ran into its time limit")]
    TimedOut,
    /// It answered that it failed.
    #[error("the function failed: {0}")]
    Failed(String),
}

/// A function that is deployed: a release build, its variables, and at most one process.
pub struct Function {
    name: &'static str,
    bootstrap: PathBuf,
    variables: Vec<(String, String)>,
    kill_switch: KillSwitch,
    lines: Lines,
    process: Mutex<Option<Process>>,
    starts: AtomicUsize,
    failures: AtomicUsize,
}

impl Function {
    /// The function of this name, with the variables of the template, that reaches AWS at this
    /// address. It starts at its first invocation.
    pub fn new(name: &'static str, aws: &str, names: &Names, kill_switch: KillSwitch) -> Self {
        Self {
            name,
            bootstrap: environment::bootstrap(name),
            variables: environment::variables(name, aws, names, TIME_LIMIT),
            kill_switch,
            lines: Lines::default(),
            process: Mutex::default(),
            starts: AtomicUsize::default(),
            failures: AtomicUsize::default(),
        }
    }

    /// Invokes it as Lambda does.
    ///
    /// # Errors
    /// If it dies, runs into its time limit, or answers with an error.
    pub async fn invoke(&self, payload: &Value) -> Result<Value, InvokeError> {
        let mut process = self.process.lock().await;
        if process.is_none() {
            *process = Some(self.start().await);
        }
        let running = process.as_mut().expect("started above");
        let result = ask(running, Bytes::from(payload.to_string())).await;
        if matches!(result, Err(InvokeError::Died | InvokeError::TimedOut)) {
            self.failures.fetch_add(1, Ordering::Relaxed);
            running.handle.clone().kill().await;
            *process = None;
        }
        result
    }

    async fn start(&self) -> Process {
        self.starts.fetch_add(1, Ordering::Relaxed);
        let process =
            Process::start(self.name, &self.bootstrap, &self.variables, &self.lines).await;
        self.kill_switch.arm(process.handle.clone());
        process
    }

    /// Ends its process, if there is one.
    pub async fn stop(&self) {
        if let Some(process) = self.process.lock().await.take() {
            process.handle.clone().kill().await;
        }
    }

    /// What its processes wrote. Those of a running one may still be on their way.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic before").clone()
    }

    /// How many processes it has had.
    pub fn starts(&self) -> usize {
        self.starts.load(Ordering::Relaxed)
    }

    /// How many of its invocations ended by the death of the process.
    pub fn deaths(&self) -> usize {
        self.failures.load(Ordering::Relaxed)
    }
}

/// Hands the process an invocation and waits for the answer, the death or the time limit.
async fn ask(process: &mut Process, payload: Bytes) -> Result<Value, InvokeError> {
    let (taken, is_taken) = oneshot::channel();
    let (answer, is_answered) = oneshot::channel();
    let invocation = Invocation { payload, time_limit: TIME_LIMIT, taken, answer };
    let talk = async {
        let _ = process.invocations.send(invocation).await;
        timeout(TIME_LIMIT, is_taken).await.map_err(|_| InvokeError::TimedOut)?.ok();
        timeout(TIME_LIMIT, is_answered).await.map_err(|_| InvokeError::TimedOut)
    };
    let answer = tokio::select! {
        biased;
        answer = talk => answer?,
        () = process.handle.death() => return Err(InvokeError::Died),
    };
    match answer {
        Ok(Answer::Response(body)) => serde_json::from_slice(&body)
            .map_err(|_| InvokeError::Failed("the answer is not JSON".to_owned())),
        Ok(Answer::Error(body)) => {
            Err(InvokeError::Failed(String::from_utf8_lossy(&body).into_owned()))
        }
        Err(_) => Err(InvokeError::Died),
    }
}
