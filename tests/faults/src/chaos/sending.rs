//! Sending by `alm-load`, which waits and repeats as ALM does.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::{env, process};

use milepost_e2e::build::Build;
use milepost_e2e::stack::Stack;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::lives::{self, ACCOUNT};
use super::settings::Settings;

/// The files of one run: what is sent, the ledger, the command's output.
#[derive(Debug)]
pub(super) struct Files(PathBuf);

impl Files {
    /// Writes the events into a directory of its own.
    pub(super) fn write(settings: &Settings, name: &str) -> Self {
        let directory = env::temp_dir().join(format!("milepost-chaos-{}-{name}", process::id()));
        fs::create_dir_all(&directory).expect("a directory");
        let events = lives::events(settings.events, settings.records);
        let envelope = json!({"accountId": ACCOUNT, "events": events});
        fs::write(directory.join("events.json"), envelope.to_string()).expect("the events");
        Self(directory)
    }

    /// One line for each event sent.
    pub(super) fn ledger(&self) -> PathBuf {
        self.0.join("ledger.jsonl")
    }

    /// The lines of the ledger so far; the last may be in the making.
    pub(super) fn ledger_lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.ledger()).unwrap_or_default();
        text.lines().map_while(|line| serde_json::from_str(line).ok()).collect()
    }

    /// How many events have an answer.
    pub(super) fn sent(&self) -> usize {
        fs::read_to_string(self.ledger()).unwrap_or_default().lines().count()
    }

    /// What the command has printed.
    fn output(&self) -> String {
        fs::read_to_string(self.0.join("send.log")).unwrap_or_default()
    }

    /// How often a webhook was sent again, as the command says at the end.
    pub(super) fn retries(&self) -> usize {
        let output = self.output();
        let line = output.lines().find_map(|line| line.strip_prefix("retries"));
        line.and_then(|count| count.trim().parse().ok()).expect("the command's summary")
    }

    /// Starts to send to a stack.
    pub(super) fn send(&self, stack: &Stack, settings: &Settings) -> Child {
        let output = File::create(self.0.join("send.log")).expect("a log");
        let mut command = Command::new(Build::under_test().program("alm-load"));
        command.arg(self.0.join("events.json")).arg("--ledger").arg(self.ledger());
        for (option, value) in [
            ("--batch", settings.batch.to_string()),
            ("--rate", settings.rate.to_string()),
            ("--duplicate", settings.duplicate.to_string()),
            ("--seed", settings.seed.to_string()),
        ] {
            command.args([option, &value]);
        }
        if settings.shuffle {
            command.arg("--shuffle");
        }
        command
            .env_clear()
            .envs(&stack.env)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output)
            .kill_on_drop(true)
            .spawn()
            .expect("the command runs")
    }

    /// Removes the files.
    pub(super) fn remove(self) {
        let _ = fs::remove_dir_all(self.0);
    }
}

/// Waits until all is sent.
pub(super) async fn finished(mut sending: Child, files: &Files) {
    let status = sending.wait().await.expect("its status");
    assert!(status.success(), "not all was sent: {}", files.output());
}
