//! One process of a function, from its start to its death.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::runtime_api::{Invocation, RuntimeApi};

/// All lines that the processes of a function have written.
pub(super) type Lines = Arc<Mutex<Vec<String>>>;

/// Kills the process that a function has at the moment, from wherever it is held.
#[derive(Clone, Debug, Default)]
pub struct KillSwitch {
    pub(super) handle: Arc<Mutex<Option<Handle>>>,
    is_doomed: Arc<AtomicBool>,
}

impl KillSwitch {
    /// Says that the process will be killed now.
    pub fn doom(&self) {
        self.is_doomed.store(true, Ordering::SeqCst);
    }

    /// Whether the process is as good as dead.
    pub fn is_doomed(&self) -> bool {
        self.is_doomed.load(Ordering::SeqCst)
    }

    /// Kills the process and returns when it is dead; at once, if there is none.
    pub async fn pull(&self) {
        let handle = self.handle.lock().expect("no panic before").clone();
        if let Some(handle) = handle {
            handle.kill().await;
        }
    }

    /// From now on it kills this process.
    pub(super) fn arm(&self, handle: Handle) {
        *self.handle.lock().expect("no panic before") = Some(handle);
        self.is_doomed.store(false, Ordering::SeqCst);
    }
}

/// A way to end a process, and to learn that it has ended.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    kill: mpsc::Sender<()>,
    dead: watch::Receiver<bool>,
}

impl Handle {
    /// Kills it (`SIGKILL`), and returns when it is dead and all that it wrote was read.
    pub(super) async fn kill(mut self) {
        let _ = self.kill.try_send(());
        self.death().await;
    }

    pub(super) async fn death(&mut self) {
        // An error means that whoever watches over it is gone, and so is the process.
        let _ = self.dead.wait_for(|dead| *dead).await;
    }
}

/// A running process. It is killed when this is dropped.
pub(super) struct Process {
    pub(super) invocations: mpsc::Sender<Invocation>,
    pub(super) handle: Handle,
    watcher: JoinHandle<()>,
    _api: RuntimeApi,
}

impl Process {
    /// Starts it with these variables and no others.
    pub(super) async fn start(
        function: &str,
        bootstrap: &Path,
        variables: &[(String, String)],
        lines: &Lines,
    ) -> Self {
        let (invocations, waiting) = mpsc::channel(1);
        let api = RuntimeApi::serve(function, waiting).await;
        let child = Command::new(bootstrap)
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the function starts");
        let (kill, killed) = mpsc::channel(1);
        let (dying, dead) = watch::channel(false);
        let watcher = tokio::spawn(watch_over(child, killed, dying, Arc::clone(lines)));
        Self { invocations, handle: Handle { kill, dead }, watcher, _api: api }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

/// Waits for the end of the process, brings it about if told to, and reads what it writes.
async fn watch_over(
    mut child: Child,
    mut killed: mpsc::Receiver<()>,
    dead: watch::Sender<bool>,
    lines: Lines,
) {
    let stdout = child.stdout.take().map(|pipe| read_lines(pipe, Arc::clone(&lines)));
    let stderr = child.stderr.take().map(|pipe| read_lines(pipe, lines));
    let end = async {
        tokio::select! {
            _ = child.wait() => {}
            Some(()) = killed.recv() => {
                let _ = child.kill().await;
            }
        }
    };
    let read = async { tokio::join!(maybe(stdout), maybe(stderr)) };
    tokio::join!(end, read);
    let _ = dead.send(true);
}

async fn maybe(reading: Option<impl Future<Output = ()>>) {
    if let Some(reading) = reading {
        reading.await;
    }
}

async fn read_lines(pipe: impl AsyncRead + Unpin, lines: Lines) {
    let mut pipe = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = pipe.next_line().await {
        lines.lock().expect("no panic before").push(line);
    }
}
