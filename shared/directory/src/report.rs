//! ALM's reports as CSV: the User report and the Training report, a row at a time, in memory that
//! does not grow with them.
//!
//! Columns are found by their names (ALM adds some with each release). What a file is follows from
//! them. A broken row is told with its line and never with its content; the others are read.
//!
//! Left out of a Training report: catalog labels, whose form in a cell no page describes, and the
//! completion deadlines, which name instances by title and not by id.

mod header;
mod people;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod trainings;
mod whole_rows;

use std::io::{self, BufRead};

use csv::ByteRecord;
use milepost_domain::directory::{LearningObject, Person};

use header::Header;
use people::People;
use trainings::Trainings;
use whole_rows::{Next, WholeRows};

pub use header::HeaderError;

/// Which report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Of users (job `generateUsers`).
    Users,
    /// Of trainings, that is learning objects (job `generateTrainingReport`).
    Trainings,
}

/// What a row says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Row {
    /// A person.
    Person(Box<Person>),
    /// A learning object.
    LearningObject(LearningObject),
    /// Something about a learning object that was read before, or a module, which has no id.
    Detail,
}

/// Why a row is broken.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, thiserror::Error)]
pub enum Reason {
    /// A quoted field that does not end.
    #[error("a quotation mark is not closed")]
    OpenQuote,
    /// `"Ana" Souza`
    #[error("text after a closing quotation mark")]
    TextAfterQuote,
    /// A carriage return that ends no line, outside quotation marks.
    #[error("a carriage return within the line")]
    StrayReturn,
    /// More than any row should have.
    #[error("longer than {} KB", whole_rows::MAX_ROW_BYTES / 1024)]
    TooLong,
    /// More or fewer fields than the header.
    #[error("{found} fields where the header has {expected}")]
    Fields {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// Bytes that are no text.
    #[error("not UTF-8")]
    NotUtf8,
    /// No id where there should be one.
    #[error("no id")]
    NoId,
    /// An id that is longer than any of ALM's.
    #[error("an id of more than 256 bytes")]
    IdTooLong,
    /// A number alone does not name a learning object.
    #[error("an id without type, and no training type that is known")]
    NoType,
}

/// A row that could not be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BrokenRow {
    /// The line that it begins on; the header is on line 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why there is no row.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// This one is broken; the next one may not be.
    #[error(transparent)]
    Broken(#[from] BrokenRow),
    /// The file cannot be read any further.
    #[error("reading stopped")]
    Read(#[from] io::Error),
}

enum Reading {
    People(People),
    Trainings(Trainings),
}

/// A report whose header is read. It iterates over the rows.
pub struct Report<R> {
    kind: Kind,
    unknown_columns: Vec<String>,
    fields: usize,
    reading: Reading,
    parser: csv::Reader<WholeRows<R>>,
    record: ByteRecord,
    is_over: bool,
}

impl<R: BufRead> Report<R> {
    /// Reads the header of a report, of this kind or of the one that it looks like.
    ///
    /// # Errors
    /// If there is no header, or a column that is needed is missing.
    pub fn open(reader: R, kind: Option<Kind>) -> Result<Self, HeaderError> {
        let mut parser = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(WholeRows::new(reader));
        let mut record = ByteRecord::new();
        match parser.get_mut().advance()? {
            Next::Row => parser.read_byte_record(&mut record).map_err(io::Error::from)?,
            Next::Broken(broken) => return Err(HeaderError::Broken(broken.reason)),
            Next::End => return Err(HeaderError::Empty),
        };
        let header = Header::of(&record)?;
        let kind = header.kind(kind)?;
        let reading = match kind {
            Kind::Users => Reading::People(People::of(&header)),
            Kind::Trainings => Reading::Trainings(Trainings::of(&header)),
        };
        let unknown_columns = header.unknown(kind);
        let fields = record.len();
        Ok(Self { kind, unknown_columns, fields, reading, parser, record, is_over: false })
    }

    /// Which report it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The columns that no page of ALM's names, in their order.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown_columns
    }

    fn row(&mut self) -> Result<Row, Reason> {
        let (found, expected) = (self.record.len(), self.fields);
        if found != expected {
            return Err(Reason::Fields { found, expected });
        }
        match &mut self.reading {
            Reading::People(people) => people.row(&self.record),
            Reading::Trainings(trainings) => trainings.row(&self.record),
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, RowError> {
        match self.parser.get_mut().advance()? {
            Next::End => Ok(None),
            Next::Broken(broken) => Err(broken.into()),
            Next::Row => {
                self.parser.read_byte_record(&mut self.record).map_err(io::Error::from)?;
                let line = self.parser.get_ref().line();
                let broken = |reason| BrokenRow { line, reason };
                Ok(Some(self.row().map_err(broken)?))
            }
        }
    }
}

impl<R: BufRead> Iterator for Report<R> {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.next_row();
        self.is_over = matches!(row, Ok(None) | Err(RowError::Read(_)));
        row.transpose()
    }
}

/// The field in this column, trimmed; nothing if it is blank.
fn trimmed(record: &ByteRecord, column: Option<usize>) -> Result<Option<String>, Reason> {
    Ok(text(record, column)?.map(|text| text.trim().to_owned()))
}

/// The field in this column as it stands; nothing if it is blank.
fn text(record: &ByteRecord, column: Option<usize>) -> Result<Option<String>, Reason> {
    let bytes = column.and_then(|column| record.get(column)).unwrap_or_default();
    let text = std::str::from_utf8(bytes).map_err(|_| Reason::NotUtf8)?;
    Ok((!text.trim().is_empty()).then(|| text.to_owned()))
}
