//! The copy of what is deleted.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::error::Error;
use crate::output::private_file;

/// A file of JSON lines that is only ever appended to.
pub(crate) struct Backup {
    file: File,
    path: PathBuf,
}

impl Backup {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = private_file()
            .append(true)
            .open(path)
            .map_err(|source| Error::Backup { path: path.to_owned(), source })?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Writes letters, down to the disk: they are deleted next.
    pub(crate) fn write(&mut self, queue: &str, findings: &[Finding]) -> Result<(), Error> {
        let lines: Vec<String> =
            findings.iter().map(|finding| finding.to_json(queue).to_string() + "\n").collect();
        let written = self.file.write_all(lines.concat().as_bytes());
        written
            .and_then(|()| self.file.sync_data())
            .map_err(|source| Error::Backup { path: self.path.clone(), source })
    }
}
