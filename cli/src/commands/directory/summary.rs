//! The closing summary of an import.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use milepost_directory::report::BrokenRow;

use super::memory;
use crate::format::{plain, size};

/// So many broken rows are named.
const MAX_NAMED: usize = 100;

/// What an import has done so far.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) rows: u64,
    pub(super) people: u64,
    pub(super) learning_objects: u64,
    /// Rows that say nothing of their own: modules, and what was said before.
    pub(super) details: u64,
    pub(super) broken: u64,
    pub(super) named: Vec<(String, BrokenRow)>,
    pub(super) unknown_columns: BTreeSet<String>,
    pub(super) elapsed: Duration,
    pub(super) is_dry: bool,
    pub(super) peak_memory: Option<u64>,
}

impl Summary {
    pub(super) fn break_row(&mut self, file: &str, row: BrokenRow) {
        self.broken += 1;
        if self.named.len() < MAX_NAMED {
            self.named.push((file.to_owned(), row));
        }
    }

    pub(super) fn add_unknown(&mut self, columns: &[String]) {
        self.unknown_columns.extend(columns.iter().cloned());
    }

    pub(super) fn imported(&self) -> u64 {
        self.people + self.learning_objects
    }

    /// How fast it went.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    pub(super) fn rate(&self) -> String {
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        format!("{:.0} rows/s", self.rows as f64 / seconds)
    }

    /// Ends it.
    pub(super) fn close(&mut self, elapsed: Duration) {
        self.elapsed = elapsed;
        self.peak_memory = memory::peak();
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, people, learning_objects, details, broken, .. } = self;
        let verb = if self.is_dry { "readable " } else { "imported " };
        write!(f, "read      {rows} rows in {:.1} s, {}", self.elapsed.as_secs_f64(), self.rate())?;
        write!(f, "\n{verb} {people} people, {learning_objects} learning objects")?;
        if *details > 0 {
            write!(f, "\nrepeated  {details} rows of modules and repeats")?;
        }
        if let Some(bytes) = self.peak_memory {
            write!(f, "\nmemory    {} at most", size(bytes))?;
        }
        if !self.unknown_columns.is_empty() {
            let columns: Vec<String> = self.unknown_columns.iter().map(|it| plain(it)).collect();
            write!(f, "\nunknown   columns {}", columns.join(", "))?;
        }
        if *broken > 0 {
            write!(f, "\nbroken    {broken} rows, left out")?;
        }
        for (file, row) in &self.named {
            write!(f, "\n  {}, {row}", plain(file))?;
        }
        match broken - self.named.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use milepost_directory::report::Reason;

    use super::*;

    fn summary() -> Summary {
        Summary {
            rows: 1_000,
            people: 990,
            elapsed: Duration::from_secs(2),
            peak_memory: Some(20 << 20),
            ..Summary::default()
        }
    }

    #[test]
    fn broken_rows_are_named_with_their_lines() {
        let mut summary = summary();
        summary.add_unknown(&["Shoe size".to_owned(), "Desk".to_owned()]);
        summary.break_row("users.csv", BrokenRow { line: 17, reason: Reason::NoId });
        let reason = Reason::Fields { found: 3, expected: 24 };
        summary.break_row("users.csv", BrokenRow { line: 99, reason });
        insta::assert_snapshot!(summary, @"
        read      1000 rows in 2.0 s, 500 rows/s
        imported  990 people, 0 learning objects
        memory    20 MB at most
        unknown   columns Desk, Shoe size
        broken    2 rows, left out
          users.csv, line 17: no id
          users.csv, line 99: 3 fields where the header has 24
        ");
    }

    #[test]
    fn only_100_are_named() {
        let mut summary = summary();
        for line in 0..1_000 {
            summary.break_row("u", BrokenRow { line, reason: Reason::NotUtf8 });
        }
        let text = summary.to_string();
        assert!(text.ends_with("  u, line 99: not UTF-8\n  and 900 more"), "{text}");
    }
}
