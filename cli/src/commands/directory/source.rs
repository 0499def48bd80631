//! The files to import: opened, their size and age known, what is read of them counted.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use milepost_directory::report::{Kind, Report};
use milepost_domain::Time;

use crate::error::Error;
/// What reads standard input instead of a file.
const STDIN: &str = "-";

/// A report whose header is read.
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) report: Report<BufReader<Box<dyn Read + Send>>>,
    /// The file's size; nobody knows that of standard input.
    pub(super) bytes: Option<u64>,
    /// When it was last changed: ALM's export was written then.
    pub(super) changed_at: Option<Time>,
}

impl Source {
    pub(super) fn open(
        path: &Path,
        kind: Option<Kind>,
        read: &Arc<AtomicU64>,
    ) -> Result<Self, Error> {
        let path = path.to_owned();
        let opened = if path == Path::new(STDIN) {
            Ok((Box::new(io::stdin()) as Box<dyn Read + Send>, None, None))
        } else {
            of_file(&path)
        };
        let (file, bytes, changed_at) = match opened {
            Ok(opened) => opened,
            Err(source) => return Err(Error::Unreadable { path, source }),
        };
        let counted: Box<dyn Read + Send> = Box::new(Counted { inner: file, read: read.clone() });
        match Report::open(BufReader::new(counted), kind) {
            Ok(report) => Ok(Self { path, report, bytes, changed_at }),
            Err(source) => Err(Error::NoReport { path, source }),
        }
    }
}

type Opened = (Box<dyn Read + Send>, Option<u64>, Option<Time>);

fn of_file(path: &Path) -> io::Result<Opened> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    let changed_at = about.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Ok((Box::new(file), Some(about.len()), changed_at.map(Time::from)))
}

/// Counts the bytes that are read.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}
