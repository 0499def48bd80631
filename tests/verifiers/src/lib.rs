//! Runs the scripts beside this: libraries that share no code with Milepost, or with each other,
//! verify its credentials offline. What they are, and how they are installed, says `README.md`.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests panic")]

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

/// A verifier that shares no code with Milepost.
#[derive(Clone, Copy, Debug)]
pub enum Verifier {
    /// Digital Bazaar's libraries (npm).
    DigitalBazaar,
    /// `openbadgeslib` (`PyPI`). It also reads badges.
    OpenBadgesLib,
}

/// What a verifier says.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Verdict {
    /// Whether the credential is well-formed and all proofs hold.
    pub verified: bool,
    /// What the status list says, if they do.
    pub revoked: Option<bool>,
    /// Why they do not.
    pub error: Option<String>,
    /// What was in the badge.
    pub credential: Option<Value>,
}

impl Verdict {
    /// Whether all proofs hold, and it is not revoked.
    pub fn is_valid(&self) -> bool {
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
    /// All of them.
    pub const ALL: [Self; 2] = [Self::DigitalBazaar, Self::OpenBadgesLib];

    /// The verdict on each request, in order. A request is JSON as `README.md` describes it.
    pub fn judge(self, requests: &[Value]) -> Vec<Verdict> {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the script starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let (count, requests) = (requests.len(), requests.to_vec());
        // From a thread of its own: it answers before it has read all.
        let writer = std::thread::spawn(move || {
            for request in requests {
                writeln!(stdin, "{request}").expect("a reader");
            }
        });
        let output = child.wait_with_output().expect("an end");
        writer.join().expect("all is written");
        assert!(output.status.success(), "{self:?} ended with {}", output.status);
        let answers = String::from_utf8(output.stdout).expect("Unicode");
        let verdicts: Vec<_> =
            answers.lines().map(|line| serde_json::from_str(line).expect("a verdict")).collect();
        assert_eq!(verdicts.len(), count);
        verdicts
    }

    fn command(self) -> Command {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
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
