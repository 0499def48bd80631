//! Standard output that may be closed at any time, as by `| head`.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};
use std::path::PathBuf;

use serde::Serialize;

/// Standard output cannot be written to.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the output")]
pub(crate) struct OutputError(#[source] io::Error);

/// A copy of what is removed cannot be kept.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the backup {}", path.display())]
pub(crate) struct BackupError {
    pub(crate) path: PathBuf,
    pub(crate) source: io::Error,
}

/// Prints a line or a table.
pub(crate) fn print(text: &impl std::fmt::Display) -> Result<(), OutputError> {
    print_bytes(format!("{text}\n").as_bytes())
}

/// Prints bytes as they are. Nobody reading any more is no error.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), OutputError> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(OutputError(error)),
        _ => Ok(()),
    }
}

/// Prints JSON for machines.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), OutputError> {
    let json = serde_json::to_string_pretty(value).map_err(io::Error::from);
    print(&json.map_err(OutputError)?)
}

/// How to make a file that only its owner may read: it will hold learners' ids.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
