//! Runs the scripts of `tests/verifiers`.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

/// A verifier that shares no code with this crate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verifier {
    DigitalBazaar,
    OpenBadgesLib,
}

pub(crate) const ALL: [Verifier; 2] = [Verifier::DigitalBazaar, Verifier::OpenBadgesLib];

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) verified: bool,
    pub(crate) revoked: Option<bool>,
    pub(crate) error: Option<String>,
    /// What was in the badge.
    pub(crate) credential: Option<Value>,
}

impl Verdict {
    pub(crate) fn is_valid(&self) -> bool {
        self.verified && self.revoked == Some(false)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.error.as_deref().unwrap_or("no error");
        write!(f, "verified: {}, revoked: {:?}, {error}", self.verified, self.revoked)
    }
}

impl Verifier {
    /// The verdict on each request, in order.
    pub(crate) fn judge(self, requests: &[Value]) -> Vec<Verdict> {
        let mut child =
            self.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let count = requests.len();
        let requests = requests.to_vec();
        // From a thread of its own: it answers before it has read all.
        let writer = std::thread::spawn(move || {
            for request in requests {
                writeln!(stdin, "{request}").unwrap();
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert!(output.status.success(), "{self:?} ended with {}", output.status);
        let answers = String::from_utf8(output.stdout).unwrap();
        let verdicts: Vec<_> =
            answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(verdicts.len(), count);
        verdicts
    }

    fn command(self) -> Command {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/verifiers");
        match self {
            Self::DigitalBazaar => {
                installed(&home.join("node_modules/@digitalbazaar/vc"));
                with_script("node".into(), home.join("verify.mjs"))
            }
            Self::OpenBadgesLib => {
                let python = home.join(".venv/bin/python");
                installed(&python);
                with_script(python, home.join("verify.py"))
            }
        }
    }
}

fn with_script(program: PathBuf, script: PathBuf) -> Command {
    let mut command = Command::new(program);
    command.arg(script);
    command
}

fn installed(path: &Path) {
    assert!(path.exists(), "{} is missing: see tests/verifiers/README.md", path.display());
}
