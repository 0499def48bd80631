//! Rows of CSV before they are parsed: whole ones, each with its line, and the broken ones out.
//!
//! A field in quotation marks may go over several lines. To a parser, one whose closing mark is
//! missing goes to the next mark, or to the end of the file: rows are lost, and memory with them.
//! So a row ends where its quotation marks add up (RFC 4180). Where they never do, its first line
//! is broken and the next line begins a row.

use std::io::{self, BufRead, Read};

use super::{BrokenRow, Reason};

/// The longest row. Its texts fit into an item of `DynamoDB` even if JSON escapes each byte.
pub(super) const MAX_ROW_BYTES: usize = 64 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What comes next.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Next {
    /// A row, which can be read now.
    Row,
    /// A line that belongs to no row.
    Broken(BrokenRow),
    /// Nothing.
    End,
}

/// Hands out one row at a time.
pub(super) struct WholeRows<R> {
    inner: R,
    /// Read before, but to be looked at again.
    again: Vec<u8>,
    row: Vec<u8>,
    handed_out: usize,
    /// The line that the row begins on, and the one after it.
    line: u64,
    next_line: u64,
}

impl<R: BufRead> WholeRows<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, again: Vec::new(), row: Vec::new(), handed_out: 0, line: 0, next_line: 1 }
    }

    /// The line that the row begins on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes on to the next row that is not blank.
    pub(super) fn advance(&mut self) -> io::Result<Next> {
        loop {
            self.row.clear();
            self.handed_out = 0;
            self.line = self.next_line;
            let next = self.fill()?;
            if self.line == 1 && self.row.starts_with(BYTE_ORDER_MARK) {
                self.row.drain(..BYTE_ORDER_MARK.len());
            }
            if next != Next::Row || self.row.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
                return Ok(next);
            }
        }
    }

    /// Takes lines until the quotation marks add up.
    fn fill(&mut self) -> io::Result<Next> {
        let mut place = Place::default();
        loop {
            let start = self.row.len();
            if !self.take_line()? {
                return Ok(if start == 0 { Next::End } else { self.give_back(Reason::OpenQuote) });
            }
            let is_first = start == 0;
            let unless_first = |reason| if is_first { reason } else { Reason::OpenQuote };
            if self.row.len() > MAX_ROW_BYTES {
                return Ok(self.give_back(unless_first(Reason::TooLong)));
            }
            match self.row[start..].iter().try_fold(place, |place, byte| place.after(*byte)) {
                Ok(Place::Quoted) => place = Place::Quoted,
                Ok(_) => return Ok(Next::Row),
                Err(reason) => return Ok(self.give_back(unless_first(reason))),
            }
        }
    }

    /// Appends a line to the row, with a line break also where the file ends. Of a line that is
    /// too long by itself only as much as shows it. Answers whether there was a line.
    fn take_line(&mut self) -> io::Result<bool> {
        if let Some(end) = self.again.iter().position(|byte| *byte == b'\n') {
            self.row.extend(self.again.drain(..=end));
        } else {
            let room = MAX_ROW_BYTES as u64 + 1;
            if self.inner.by_ref().take(room).read_until(b'\n', &mut self.row)? == 0 {
                return Ok(false);
            }
            if !self.row.ends_with(b"\n") {
                self.inner.skip_until(b'\n')?;
                self.row.push(b'\n');
            }
        }
        self.next_line += 1;
        Ok(true)
    }

    /// The first line is broken; those after it are looked at again.
    fn give_back(&mut self, reason: Reason) -> Next {
        let end = self.row.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.again.splice(..0, self.row.drain(end..));
        self.row.clear();
        self.next_line = self.line + 1;
        Next::Broken(BrokenRow { line: self.line, reason })
    }
}

impl<R: BufRead> Read for WholeRows<R> {
    /// No more than the row: the parser never gets ahead of its line. It does not ask for more,
    /// since it reads quotation marks in the same way; if it did, rows would be lost silently.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.row.get(self.handed_out..).unwrap_or_default();
        if left.is_empty() {
            return Err(io::Error::other("a row that was whole is not"));
        }
        let bytes = left.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&left[..bytes]);
        self.handed_out += bytes;
        Ok(bytes)
    }
}

/// Where a byte stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Place {
    /// At the beginning of a field.
    #[default]
    Start,
    /// In a field without quotation marks around it. In it they mean nothing.
    Bare,
    /// In a field with quotation marks around it.
    Quoted,
    /// After a quotation mark in such a field: it closes the field or is the first of two.
    Mark,
    /// After a carriage return.
    Return,
}

impl Place {
    fn after(self, byte: u8) -> Result<Self, Reason> {
        match (self, byte) {
            (Self::Quoted, b'"') => Ok(Self::Mark),
            (Self::Quoted, _) | (Self::Start | Self::Mark, b'"') => Ok(Self::Quoted),
            (_, b'\n') => Ok(Self::Start),
            (Self::Return, _) => Err(Reason::StrayReturn),
            (_, b',') => Ok(Self::Start),
            (_, b'\r') => Ok(Self::Return),
            (Self::Mark, _) => Err(Reason::TextAfterQuote),
            (Self::Start | Self::Bare, _) => Ok(Self::Bare),
        }
    }
}
