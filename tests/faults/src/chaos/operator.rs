//! What an operator does afterwards, by the operator's command.

use std::path::Path;

use milepost_e2e::build::Build;
use milepost_e2e::stack::Stack;
use tokio::process::Command;

/// The operator of a stack.
#[derive(Debug)]
pub(super) struct Operator<'a>(pub(super) &'a Stack);

/// What the audit said.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Whether all of the ledger adds up.
    pub adds_up: bool,
    /// Its words.
    pub text: String,
}

impl Operator<'_> {
    /// Gives the dead letters of all queues back; what dies again shows in the queues.
    pub(super) async fn redrive(&self) {
        let _ = self.milepost(&["dlq", "redrive", "--all", "--rate", "500"]).await;
    }

    /// Sends again what is in quarantine.
    pub(super) async fn replay(&self) {
        let (is_done, text) = self.milepost(&["quarantine", "replay", "--all"]).await;
        assert!(is_done, "{text}");
    }

    /// Asks where all of a ledger is.
    pub(super) async fn audit(&self, ledger: &Path) -> Audit {
        let ledger = ledger.to_str().expect("a path in UTF-8");
        let (adds_up, text) = self.milepost(&["audit", "--ledger", ledger, "--wait", "60"]).await;
        Audit { adds_up, text }
    }

    async fn milepost(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(Build::under_test().program("milepost"))
            .args(arguments)
            .env_clear()
            .envs(&self.0.env)
            .output()
            .await
            .expect("the command runs");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }
}
