//! A function: invoked one at a time, its process started anew after each death.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Bytes;
use milepost_e2e::build::Build;
use serde_json::Value;
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use super::environment;
use super::process::{KillSwitch, Lines, Process};
use super::runtime_api::{Answer, Invocation};
use crate::aws::Names;

/// The time limit of the functions in the template; Lambda gives a start as long.
const TIME_LIMIT: Duration = Duration::from_secs(10);

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

/// A function that is deployed: a build, its variables, and at most one process.
pub struct Function {
    name: &'static str,
    bootstrap: PathBuf,
    variables: Vec<(String, String)>,
    time_limit: Duration,
    kill_switch: KillSwitch,
    lines: Lines,
    process: Mutex<Option<Process>>,
    deaths: AtomicUsize,
}

impl Function {
    /// The function of this name, with the variables of the template, that reaches AWS at this
    /// address. It starts at its first invocation.
    pub fn new(name: &'static str, aws: &str, names: &Names, kill_switch: KillSwitch) -> Self {
        let variables = environment::variables(name, aws, names, TIME_LIMIT);
        Self::with_variables(name, variables, kill_switch)
    }

    /// The function of this name with these variables and no others.
    pub fn with_variables(
        name: &'static str,
        variables: Vec<(String, String)>,
        kill_switch: KillSwitch,
    ) -> Self {
        Self {
            name,
            bootstrap: Build::under_test().bootstrap(name),
            variables,
            time_limit: TIME_LIMIT,
            kill_switch,
            lines: Lines::default(),
            process: Mutex::default(),
            deaths: AtomicUsize::default(),
        }
    }

    /// Invokes it as Lambda does.
    ///
    /// # Errors
    /// If it dies, runs into its time limit, or answers with an error.
    pub async fn invoke(&self, payload: &Value) -> Result<Value, InvokeError> {
        let mut process = self.process.lock().await;
        let running = match process.as_mut() {
            Some(running) => running,
            None => process.insert(self.start().await),
        };
        let result = ask(running, Bytes::from(payload.to_string()), self.time_limit).await;
        if matches!(result, Err(InvokeError::Died | InvokeError::TimedOut)) {
            self.deaths.fetch_add(1, Ordering::Relaxed);
            running.handle.clone().kill().await;
            *process = None;
        }
        result
    }

    async fn start(&self) -> Process {
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

    /// What its processes wrote. The last words of a running one may still be on their way.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic before").clone()
    }

    /// How many of its invocations ended by the death of the process.
    pub fn deaths(&self) -> usize {
        self.deaths.load(Ordering::Relaxed)
    }
}

/// Hands the process an invocation and waits for the answer, the death or the time limit.
async fn ask(
    process: &mut Process,
    payload: Bytes,
    time_limit: Duration,
) -> Result<Value, InvokeError> {
    let (taken, is_taken) = oneshot::channel();
    let (answer, is_answered) = oneshot::channel();
    let invocation = Invocation { payload, time_limit, taken, answer };
    let talk = async {
        let _ = process.invocations.send(invocation).await;
        timeout(time_limit, is_taken).await.map_err(|_| InvokeError::TimedOut)?.ok();
        timeout(time_limit, is_answered).await.map_err(|_| InvokeError::TimedOut)
    };
    let answer = tokio::select! {
        // What was answered counts, even if the process died thereafter.
        biased;
        answer = talk => answer?,
        () = process.handle.death() => return Err(InvokeError::Died),
    };
    match answer {
        Ok(Answer { result: Ok(body), .. }) => serde_json::from_slice(&body)
            .map_err(|_| InvokeError::Failed("the answer is not JSON".to_owned())),
        Ok(Answer { result: Err(body), .. }) => {
            Err(InvokeError::Failed(String::from_utf8_lossy(&body).into_owned()))
        }
        Err(_) => Err(InvokeError::Died),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A function that is a shell script.
    fn script(name: &'static str, lines: &str) -> Function {
        let bootstrap =
            std::env::temp_dir().join(format!("milepost-{name}-{}", std::process::id()));
        fs::write(&bootstrap, format!("#!/bin/sh\n{lines}\n")).expect("a script");
        fs::set_permissions(&bootstrap, fs::Permissions::from_mode(0o755)).expect("executable");
        Function {
            name,
            bootstrap,
            variables: vec![("NAME".to_owned(), name.to_owned())],
            time_limit: Duration::from_millis(300),
            kill_switch: KillSwitch::default(),
            lines: Lines::default(),
            process: Mutex::default(),
            deaths: AtomicUsize::default(),
        }
    }

    #[tokio::test]
    async fn who_ends_is_started_anew_and_all_its_words_are_kept() {
        let function = script("ends", "echo $NAME $HOME $AWS_LAMBDA_RUNTIME_API; echo no >&2");
        for _ in 0..2 {
            assert_eq!(function.invoke(&Value::Null).await, Err(InvokeError::Died));
        }
        let mut lines = function.lines();
        lines.sort();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("ends 127.0.0.1:"), "no HOME: {lines:?}");
        assert_eq!((lines[2].as_str(), function.deaths()), ("no", 2));
        fs::remove_file(function.bootstrap).expect("the script");
    }

    #[tokio::test]
    async fn who_takes_too_long_is_killed() {
        let function = script("sleeps", "exec sleep 30");
        assert_eq!(function.invoke(&Value::Null).await, Err(InvokeError::TimedOut));
        assert_eq!(function.deaths(), 1);
        fs::remove_file(function.bootstrap).expect("the script");
    }

    #[tokio::test]
    async fn the_switch_kills_who_is_at_work() {
        let mut function = script("is-killed", "exec sleep 30");
        function.time_limit = Duration::from_secs(20);
        let switch = function.kill_switch.clone();
        let kill = async {
            while switch.handle.lock().expect("no panic before").is_none() {
                tokio::task::yield_now().await;
            }
            switch.doom();
            switch.pull().await;
        };
        let (result, ()) = tokio::join!(function.invoke(&Value::Null), kill);
        assert_eq!(result, Err(InvokeError::Died));
        fs::remove_file(function.bootstrap).expect("the script");
    }
}
