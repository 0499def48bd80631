//! Standard output that may be closed at any time, as by `| head`.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};

use serde::Serialize;

use crate::error::Error;

/// Prints a line or a table.
pub(crate) fn print(text: &impl std::fmt::Display) -> Result<(), Error> {
    print_bytes(format!("{text}\n").as_bytes())
}

/// Prints bytes as they are. Nobody reading any more is no error.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}

/// Prints JSON for machines.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Error> {
    let json = serde_json::to_string_pretty(value).map_err(io::Error::from);
    print(&json.map_err(Error::Output)?)
}

/// How to make a file that only its owner may read: it will hold learners' ids.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
