//! The functions' processes: those of one emulator, and no others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::call::Operation;

const POLL: Duration = Duration::from_millis(2);
/// How long a killed process may take to die.
const PATIENCE: Duration = Duration::from_secs(5);
/// What the names of a local stack's functions begin with.
const STACK: &str = "milepost-";

/// The processes in one emulator's session.
#[derive(Clone, Copy, Debug)]
pub struct Functions {
    emulator: u32,
}

impl Functions {
    /// Those of the emulator with this process id.
    pub const fn of(emulator: u32) -> Self {
        Self { emulator }
    }

    /// The ids of the processes by function.
    pub fn processes(self) -> BTreeMap<String, Vec<u32>> {
        let mut processes: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            if let Some(function) = self.function(id) {
                processes.entry(function).or_default().push(id);
            }
        }
        processes
    }

    /// The function that a process runs, if it is one of ours and lives.
    fn function(self, process: u32) -> Option<String> {
        let directory = Path::new("/proc").join(process.to_string());
        let stat = fs::read_to_string(directory.join("stat")).ok()?;
        // The command's name, in brackets, may hold spaces.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let (state, session) = (*fields.first()?, fields.get(3)?.parse::<u32>().ok()?);
        if session != self.emulator || state == "Z" {
            return None;
        }
        let environment = fs::read(directory.join("environ")).ok()?;
        let mut variables = environment.split(|byte| *byte == 0);
        let name = variables.find_map(|it| it.strip_prefix(b"AWS_LAMBDA_FUNCTION_NAME="))?;
        Some(str::from_utf8(name).ok()?.strip_prefix(STACK)?.to_owned())
    }

    /// Kills the processes of a function and returns how many there were, when they are dead.
    pub async fn kill(self, function: &str) -> usize {
        let processes = self.processes().remove(function).unwrap_or_default();
        for process in &processes {
            let _ = Command::new("kill").args(["-KILL", &process.to_string()]).status();
        }
        let deadline = Instant::now() + PATIENCE;
        while processes.iter().any(|process| self.function(*process).is_some()) {
            assert!(Instant::now() < deadline, "{function} does not die");
            tokio::time::sleep(POLL).await;
        }
        processes.len()
    }
}

/// The function that calls this operation.
pub(super) fn caller(operation: Operation) -> &'static str {
    match operation {
        Operation::GetSecretValue | Operation::SendMessageBatch | Operation::PutObject => "ingest",
        Operation::BatchGetItem | Operation::TransactWriteItems | Operation::PublishBatch => {
            "progress"
        }
        Operation::PutItem => "catalog",
        Operation::PutRecordBatch => "archive",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process that waits, with this function's name in its environment, in a session of its
    /// own or in ours.
    fn waiting(name: &str, command: &[&str]) -> std::process::Child {
        let mut process = Command::new(command[0]);
        process.args(&command[1..]).env("AWS_LAMBDA_FUNCTION_NAME", name).spawn().unwrap()
    }

    #[tokio::test]
    async fn only_functions_of_that_session_are_killed() {
        let mut others = waiting("milepost-progress", &["sleep", "60"]);
        let mut own = waiting("milepost-progress", &["setsid", "sleep", "60"]);
        let functions = Functions::of(own.id());
        let deadline = Instant::now() + PATIENCE;
        while functions.processes().is_empty() && Instant::now() < deadline {
            tokio::time::sleep(POLL).await;
        }
        let killed = functions.kill("progress").await;
        let left = others.try_wait().unwrap();
        others.kill().unwrap();
        others.wait().unwrap();
        own.kill().unwrap();
        own.wait().unwrap();
        assert_eq!(killed, 1);
        assert!(left.is_none(), "another session's function still runs");
    }
}
