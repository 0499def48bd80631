//! A process of a function, invoked one at a time, and what it costs.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use milepost_faults::aws::Names;
use milepost_faults::lambda::{Invocation, RuntimeApi, variables};
use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::cores::Cores;

/// As in the template.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// The functions say what they say on AWS.
const LOG_LEVEL: (&str, &str) = ("LOG_LEVEL", "info");

/// What to start.
#[derive(Clone, Debug)]
pub struct Program {
    /// The function whose variables it has.
    pub function: &'static str,
    /// The build.
    pub bootstrap: PathBuf,
    /// More variables.
    pub variables: Vec<(String, String)>,
}

/// A running process. It is killed when this is dropped.
#[derive(Debug)]
pub struct Subject {
    child: Child,
    cpu_clock: ClockId,
    started_at: Instant,
    log_bytes: Arc<AtomicU64>,
    invocations: mpsc::Sender<Invocation>,
    _api: RuntimeApi,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answered {
    /// What it is.
    pub body: Bytes,
    /// From the payload's departure to the answer's arrival.
    pub took: Duration,
}

impl Subject {
    /// Starts a program on the function's core, with AWS at this address.
    pub async fn start(program: &Program, aws: &str, cores: &Cores) -> Self {
        let (invocations, waiting) = mpsc::channel(1);
        let api = RuntimeApi::serve(program.function, waiting).await;
        let variables = variables(program.function, aws, &Names::default(), TIME_LIMIT);
        let mut command = Command::new(&program.bootstrap);
        command
            .env_clear()
            .envs(variables)
            .envs([LOG_LEVEL])
            .envs(program.variables.iter().cloned())
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let started_at = Instant::now();
        let mut child = cores.start(|| command.spawn()).expect("the function starts");
        // Read, as Lambda reads it, and forgotten.
        let lines = child.stdout.take().expect("its output");
        let log_bytes = Arc::<AtomicU64>::default();
        tokio::spawn(count(lines, Arc::clone(&log_bytes)));
        let cpu_clock = clock_getcpuclockid(pid(&child)).expect("its CPU clock");
        Self { child, cpu_clock, started_at, log_bytes, invocations, _api: api }
    }

    /// Invokes it, and waits for the answer.
    pub async fn invoke(&self, payload: Bytes) -> Answered {
        self.invoke_within(payload, TIME_LIMIT).await
    }

    /// The same, with another time limit.
    pub async fn invoke_within(&self, payload: Bytes, time_limit: Duration) -> Answered {
        let (taken, is_taken) = oneshot::channel();
        let (answer, is_answered) = oneshot::channel();
        let invocation = Invocation { payload, time_limit, taken, answer };
        self.invocations.send(invocation).await.expect("a runtime API");
        let taken_at = within(is_taken).await;
        let answer = timeout(time_limit, is_answered).await.expect("in time");
        let answer = answer.expect("a running process");
        let body = answer.result.expect("the function does not fail");
        Answered { body, took: answer.at - taken_at }
    }

    /// Waits until it asks for its first invocation, and answers how long that took it.
    pub async fn ready(self) -> Duration {
        let (taken, is_taken) = oneshot::channel();
        let (answer, _) = oneshot::channel();
        let payload = Bytes::from_static(b"{}");
        let invocation = Invocation { payload, time_limit: TIME_LIMIT, taken, answer };
        self.invocations.send(invocation).await.expect("a runtime API");
        within(is_taken).await - self.started_at
    }

    /// The CPU time that it has used until now, in user and kernel.
    pub fn cpu(&self) -> Duration {
        clock_gettime(self.cpu_clock).expect("a running process").into()
    }

    /// What it has written to its log until now, in bytes. The last lines may be on their way.
    pub fn log_bytes(&self) -> u64 {
        self.log_bytes.load(Ordering::Relaxed)
    }

    /// The most memory that it has held until now, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", pid(&self.child)));
        let status = status.expect("a running process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib * 1024
    }
}

async fn count(mut lines: ChildStdout, bytes: Arc<AtomicU64>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = lines.read(&mut buffer).await {
        bytes.fetch_add(read as u64, Ordering::Relaxed);
    }
}

async fn within<T>(receiver: oneshot::Receiver<T>) -> T {
    timeout(TIME_LIMIT, receiver).await.expect("in time").expect("a running process")
}

fn pid(child: &Child) -> Pid {
    let id = child.id().and_then(|id| i32::try_from(id).ok()).expect("a running process");
    Pid::from_raw(id)
}
