//! A deployed stack of the tests' own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use std::{env, fs, process};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_sqs::types::QueueAttributeName;

use crate::alm::Alm;
use crate::build::Build;

/// How long anything may take to come to rest.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running emulator with the stack on it; stopped when the last user lets go.
#[derive(Debug)]
pub struct Stack {
    dir: PathBuf,
    /// The stack's outputs.
    pub outputs: HashMap<String, String>,
    /// What `.local/env` exports: endpoint, credentials, the webhook's user and password.
    pub env: HashMap<String, String>,
}

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("tests/e2e is two below")
        .to_owned()
}

fn stack_py(arguments: &[&str], dir: &Path) {
    let status = Command::new(root().join(".venv/bin/python"))
        .arg(root().join("infra/local/stack.py"))
        .args(arguments)
        .arg("--dir")
        .arg(dir)
        .status()
        .expect("run `make .venv` first");
    assert!(status.success(), "infra/local/stack.py {arguments:?} failed");
}

/// A word that was quoted for the shell: in single quotes, which stand in double ones inside.
fn unquoted(word: &str) -> String {
    word.strip_prefix('\'')
        .and_then(|word| word.strip_suffix('\''))
        .map_or_else(|| word.to_owned(), |word| word.replace("'\"'\"'", "'"))
}

impl Stack {
    /// The stack that the tests of this process share; the first to ask brings it up.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Stack>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let stack = Arc::new(Self::up(&[]));
            *shared = Arc::downgrade(&stack);
            stack
        })
    }

    /// Brings up a stack with these template parameters (`Name=Value`).
    pub fn up(parameters: &[&str]) -> Self {
        let options = parameters.iter().flat_map(|it| ["--parameter", it]);
        Self::up_with(&options.collect::<Vec<_>>())
    }

    /// Brings up a stack with a stand-in for ALM beside it, and its credentials entered.
    pub fn up_with_alm() -> Self {
        Self::up_with(&["--alm"])
    }

    /// The same with these template parameters (`Name=Value`).
    pub fn up_with_alm_and(parameters: &[&str]) -> Self {
        let options = parameters.iter().flat_map(|it| ["--parameter", it]);
        Self::up_with(&std::iter::once("--alm").chain(options).collect::<Vec<_>>())
    }

    /// The stand-in of [`up_with_alm`](Self::up_with_alm).
    pub fn alm(&self) -> Alm {
        Alm::of(&self.dir)
    }

    /// Where its state and logs are, and what a test adds; gone with the stack.
    pub fn directory(&self) -> &Path {
        &self.dir
    }

    /// Brings up a stack whose functions find AWS at this URL: a proxy in between.
    pub fn up_behind(functions_endpoint: &str) -> Self {
        Self::up(&[&format!("AwsEndpoint={functions_endpoint}")])
    }

    fn up_with(options: &[&str]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = env::temp_dir().join(format!("milepost-e2e-{}-{count}", process::id()));
        // Whole only below, but there already: a stack that fails to come up is stopped, too.
        let mut stack = Self { dir, outputs: HashMap::new(), env: HashMap::new() };
        let fresh = ["up", "--port", "0", "--iam", "--no-build", "--no-samples", "--no-alm"];
        let release = if Build::under_test().is_release() { &["--release"][..] } else { &[] };
        stack_py(&[&fresh, release, options].concat(), &stack.dir);
        let outputs = fs::read_to_string(stack.dir.join("outputs.json")).expect("outputs");
        stack.outputs = serde_json::from_str(&outputs).expect("a JSON object");
        let exports = fs::read_to_string(stack.dir.join("env")).expect("env");
        let exports =
            exports.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('='));
        stack.env = exports.map(|(name, value)| (name.to_owned(), unquoted(value))).collect();
        stack
    }

    /// An output of the stack.
    pub fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("the stack has no output {name}"))
    }

    /// The emulator's process; it leads the session that the functions' processes are in.
    pub fn emulator(&self) -> u32 {
        let state = fs::read(self.dir.join("emulator.json")).expect("the emulator's state");
        let state: serde_json::Value = serde_json::from_slice(&state).expect("JSON");
        state["pid"].as_u64().and_then(|pid| pid.try_into().ok()).expect("a process id")
    }

    /// What the emulator has written, with the output of the functions.
    pub fn emulator_log(&self) -> Vec<String> {
        let log = fs::read(self.dir.join("emulator.log")).expect("the emulator's log");
        String::from_utf8_lossy(&log).lines().map(str::to_owned).collect()
    }

    /// Where the emulator listens.
    pub fn endpoint(&self) -> &str {
        &self.env["AWS_ENDPOINT_URL"]
    }

    /// What a call of this AWS service has to show, for services that the tests call without an
    /// SDK: one for two calls would cost half a minute of compilation.
    pub fn authorization(&self, service: &str) -> String {
        let scope = format!("test/20260101/{}/{service}/aws4_request", self.env["AWS_REGION"]);
        format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
    }

    /// AWS as its administrator sees it. Built for each test: connections belong to a runtime.
    pub async fn sdk(&self) -> SdkConfig {
        aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(self.endpoint())
            .region(Region::new(self.env["AWS_REGION"].clone()))
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .load()
            .await
    }

    /// Waits until every event was worked in and every concern has taken its changes: a message
    /// leaves the events queue only after its changes were published.
    pub async fn settle(&self) {
        let sqs = aws_sdk_sqs::Client::new(&self.sdk().await);
        for queue in &Build::under_test().queues {
            let deadline = tokio::time::Instant::now() + PATIENCE;
            while depth(&sqs, self.output(queue)).await > 0 {
                assert!(tokio::time::Instant::now() < deadline, "{queue} does not come to rest");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// How many messages a queue holds, in flight or not.
pub async fn depth(sqs: &aws_sdk_sqs::Client, queue_url: &str) -> usize {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    ];
    let call = sqs.get_queue_attributes().queue_url(queue_url);
    let answer =
        call.set_attribute_names(Some(names.to_vec())).send().await.expect("queue attributes");
    let attributes = answer.attributes().expect("attributes");
    names.iter().filter_map(|name| attributes.get(name)?.parse::<usize>().ok()).sum()
}

impl Drop for Stack {
    fn drop(&mut self) {
        stack_py(&["down"], &self.dir);
        if std::thread::panicking() {
            eprintln!("the stack's logs are kept in {}", self.dir.display());
        } else {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}
