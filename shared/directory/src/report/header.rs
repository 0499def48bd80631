//! The header of a report: which columns there are, and what that makes of it.

use std::collections::HashMap;
use std::io;

use csv::ByteRecord;

use super::{Kind, Reason, people, trainings};

/// So many columns are named in an error.
const MAX_NAMED: usize = 30;

/// Why a file is not read as a report.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// Not a single line.
    #[error("the file is empty")]
    Empty,
    /// The file cannot be read.
    #[error("the header cannot be read")]
    Read(#[from] io::Error),
    /// The first row is broken.
    #[error("the header is broken: {0}")]
    Broken(Reason),
    /// The first row holds an e-mail address: it is about a person, and not shown.
    #[error("the first row is no header: it holds an e-mail address")]
    Data,
    /// A header of something else.
    #[error(
        "neither a User report (no column {}) nor a Training report (no column {}); \
         found: {}", people::ID, trainings::ID, list(.found)
    )]
    Unknown {
        /// The columns.
        found: Vec<String>,
    },
    /// A column is missing that is needed.
    #[error("no {kind} report: no column {}; found: {}", .missing.join(", "), list(.found))]
    Missing {
        /// What it was read as.
        kind: Kind,
        /// The missing columns.
        missing: Vec<&'static str>,
        /// The columns that there are.
        found: Vec<String>,
    },
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Users => "User",
            Self::Trainings => "Training",
        })
    }
}

fn list(columns: &[String]) -> String {
    let more = columns.len().saturating_sub(MAX_NAMED);
    let named = columns.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {more} more") } else { named }
}

/// The names of the columns.
pub(super) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    /// Of two columns with one name the first counts.
    pub(super) fn of(record: &ByteRecord) -> Result<Self, HeaderError> {
        let name = |field| match std::str::from_utf8(field) {
            Ok(name) => Ok(name.trim().to_owned()),
            Err(_) => Err(HeaderError::Broken(Reason::NotUtf8)),
        };
        let names = record.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        if names.iter().any(|name| name.contains('@')) {
            return Err(HeaderError::Data);
        }
        let places = names.iter().map(|name| plain(name)).enumerate().rev();
        let places = places.map(|(place, name)| (name, place)).collect();
        Ok(Self { names, places })
    }

    /// Where the column of this name is.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(&plain(name)).copied()
    }

    /// What it is a header of, if all that is needed is there.
    pub(super) fn kind(&self, forced: Option<Kind>) -> Result<Kind, HeaderError> {
        let has = |name: &str| self.place(name).is_some();
        let kind = match forced {
            Some(kind) => kind,
            None if has(people::ID) => Kind::Users,
            None if has(trainings::ID) => Kind::Trainings,
            None => return Err(HeaderError::Unknown { found: self.names.clone() }),
        };
        let needed = match kind {
            Kind::Users => people::NEEDED,
            Kind::Trainings => trainings::NEEDED,
        };
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !has(name)).collect();
        if missing.is_empty() {
            Ok(kind)
        } else {
            Err(HeaderError::Missing { kind, missing, found: self.names.clone() })
        }
    }

    /// The columns that ALM's pages do not name, each once.
    pub(super) fn unknown(&self, kind: Kind) -> Vec<String> {
        let known = match kind {
            Kind::Users => people::DOCUMENTED,
            Kind::Trainings => trainings::DOCUMENTED,
        };
        let known: Vec<String> = known.iter().map(|name| plain(name)).collect();
        let is_known = |name: &String| {
            known.contains(&plain(name)) || (kind == Kind::Users && people::is_active_field(name))
        };
        let firsts = self.names.iter().enumerate();
        let firsts = firsts.filter(|(place, name)| self.place(name) == Some(*place));
        firsts.map(|(_, name)| name).filter(|name| !is_known(name)).cloned().collect()
    }
}

/// A name without case, spaces, underscores and other marks, and without what stands in
/// parentheses, such as a time zone or a unit.
fn plain(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default();
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
