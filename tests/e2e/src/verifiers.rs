//! The verifiers of `tests/verifiers`, which share no code with Milepost.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::stack::root;

/// What a verifier says.
#[derive(Debug, Deserialize)]
pub struct Verdict {
    /// Whether all proofs hold.
    pub verified: bool,
    /// What the status list says, if they do.
    pub revoked: Option<bool>,
    /// Why they do not.
    pub error: Option<String>,
    /// What was in the badge.
    pub credential: Option<Value>,
}

/// What the verifiers find on the web, by address.
pub type Web = BTreeMap<String, Value>;

/// What Digital Bazaar's libraries (npm) and openbadgeslib (`PyPI`) say of a credential.
pub fn judge(credential: &Value, web: &Web) -> [Verdict; 2] {
    let request = json!({"credential": credential, "documents": web});
    [run("node", "verify.mjs", &request), run(&python(), "verify.py", &request)]
}

/// What openbadgeslib says of a baked badge, given in base64.
pub fn judge_badge(badge: &str, web: &Web) -> Verdict {
    run(&python(), "verify.py", &json!({"badge": badge, "documents": web}))
}

fn python() -> String {
    let python = root().join("tests/verifiers/.venv/bin/python");
    assert!(python.exists(), "see tests/verifiers/README.md");
    python.to_str().expect("Unicode").to_owned()
}

fn run(program: &str, script: &str, request: &Value) -> Verdict {
    let mut child = Command::new(program)
        .arg(root().join("tests/verifiers").join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("see tests/verifiers/README.md");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{request}").expect("a reader");
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{script} ended with {}", output.status);
    serde_json::from_slice(&output.stdout).expect("a verdict")
}
