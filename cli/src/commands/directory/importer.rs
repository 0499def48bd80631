//! Rows into items, a few hundred at a time: what is read next waits for what is written.

use milepost_directory::report::{Row, RowError};
use milepost_directory::{DirectoryTable, Item, Source};
use milepost_domain::Time;

use super::summary::Summary;
use crate::error::Error;

/// So many items are held at a time, and a few more.
pub(super) const CHUNK: usize = 800;

/// Writes what reports say.
pub(super) struct Importer {
    /// Where to; nowhere if nothing is to be written.
    pub(super) table: Option<DirectoryTable>,
    pub(super) now: Time,
    pub(super) summary: Summary,
}

impl Importer {
    /// Imports all rows; `on_chunk` is called after each write.
    pub(super) async fn import(
        &mut self,
        file: &str,
        as_of: Time,
        rows: impl Iterator<Item = Result<Row, RowError>>,
        mut on_chunk: impl FnMut(&mut Summary),
    ) -> Result<(), Error> {
        let mut items = Vec::with_capacity(CHUNK + 2);
        for row in rows {
            match row {
                Ok(row) => self.take(row, as_of, &mut items),
                Err(RowError::Broken(row)) => self.summary.break_row(file, row),
                Err(RowError::Read(source)) => {
                    return Err(Error::Unreadable { path: file.into(), source });
                }
            }
            self.summary.rows += 1;
            if items.len() >= CHUNK {
                self.write(&mut items).await?;
                on_chunk(&mut self.summary);
            }
        }
        self.write(&mut items).await?;
        on_chunk(&mut self.summary);
        Ok(())
    }

    fn take(&mut self, row: Row, as_of: Time, items: &mut Vec<Item>) {
        match row {
            Row::Person(person) => {
                self.summary.people += 1;
                items.extend(Item::of_person(*person, as_of, Source::Report, self.now));
            }
            Row::LearningObject(object) => {
                self.summary.learning_objects += 1;
                items.push(Item::of_object(object, as_of, Source::Report, self.now));
            }
            Row::Detail => self.summary.details += 1,
        }
    }

    async fn write(&self, items: &mut Vec<Item>) -> Result<(), Error> {
        if let Some(table) = &self.table {
            table.write(items).await.map_err(Error::Directory)?;
        }
        items.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use milepost_harness::store::Memory;
    use milepost_harness::{Fault, Faults};
    use std::fmt::Write as _;

    use milepost_directory::report::Report;
    use milepost_store::StoreError;
    use serde::de::IgnoredAny;

    use super::*;

    fn users(rows: usize) -> String {
        let mut csv = "internalUserID,userEmail,name\n".to_owned();
        for id in 0..rows {
            writeln!(csv, "{id},u{id}@example.com,Name {id}").unwrap();
        }
        csv
    }

    fn importer(memory: &Memory) -> Importer {
        let table = Some(DirectoryTable::new(memory.table("directory")));
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        Importer { table, now, summary: Summary::default() }
    }

    /// Imports, and tells how many items each chunk has added.
    async fn import(
        importer: &mut Importer,
        memory: &Memory,
        csv: &str,
    ) -> Result<Vec<usize>, Error> {
        let rows = Report::open(csv.as_bytes(), None).unwrap();
        let (now, mut sizes, mut before) = (importer.now, Vec::new(), 0);
        let on_chunk = |_: &mut Summary| {
            let items = memory.all::<IgnoredAny>("directory", "").unwrap().len();
            sizes.push(items - before);
            before = items;
        };
        importer.import("users.csv", now, rows, on_chunk).await?;
        Ok(sizes)
    }

    #[tokio::test]
    async fn a_few_hundred_rows_are_held_at_a_time_however_many_there_are() {
        let memory = Memory::default();
        let mut importer = importer(&memory);
        let sizes = import(&mut importer, &memory, &users(4_000)).await.unwrap();
        assert!(sizes.iter().all(|size| *size < CHUNK + 2), "{sizes:?}");
        assert_eq!(sizes.iter().sum::<usize>(), 8_000);
        assert_eq!((importer.summary.rows, importer.summary.imported()), (4_000, 4_000));
    }

    #[tokio::test]
    async fn broken_rows_are_counted_and_the_others_imported() {
        let memory = Memory::default();
        let mut importer = importer(&memory);
        let csv = format!("{}\n,x@example.com,X\n7\n8,,Y\n", users(3));
        let sizes = import(&mut importer, &memory, &csv).await.unwrap();
        let Summary { rows, people, broken, .. } = importer.summary;
        assert_eq!((rows, people, broken), (6, 4, 2));
        assert_eq!(sizes, [7]);
    }

    #[tokio::test]
    async fn a_table_that_fails_ends_it() {
        let faults = Faults::default();
        faults.fail_next("BatchWriteItem", 1, Fault::NotReached);
        let memory = Memory::with_faults(faults);
        let mut importer = importer(&memory);
        let stop = import(&mut importer, &memory, &users(5_000)).await.unwrap_err();
        assert!(matches!(stop, Error::Directory(StoreError::NotReached(_))));
        assert!(importer.summary.rows < 1_000);
    }
}
