//! `milepost directory import`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use milepost_directory::DirectoryTable;
use milepost_directory::report::Kind;
use milepost_domain::Time;
use milepost_store::Table;

use super::importer::Importer;
use super::source::Source;
use super::summary::Summary;
use crate::args::directory::DirectoryImportArgs;
use crate::bar::Bar;
use crate::error::Error;
use crate::output::print;
use crate::stack::{DIRECTORY, Stack};

/// Imports the files and prints a summary, also of a run that ends early.
pub(super) async fn run(args: DirectoryImportArgs) -> Result<(), Error> {
    let read = Arc::new(AtomicU64::new(0));
    let kind = args.kind.map(Kind::from);
    let open = |path: &PathBuf| Source::open(path, kind, &read);
    let sources = args.files.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let table = if args.dry_run {
        None
    } else {
        let stack = Stack::find(&args.stack).await?;
        let table = Table::dynamo(stack.dynamo.clone(), stack.output(DIRECTORY)?);
        Some(DirectoryTable::new(table))
    };
    let total: Option<u64> = sources.iter().map(|source| source.bytes).sum();
    let mut bar = total.map_or_else(|| Bar::open_ended("bytes"), Bar::of_bytes);
    let now = Time::from(Timestamp::now());
    let summary = Summary { is_dry: args.dry_run, ..Summary::default() };
    let mut importer = Importer { table, now, summary };
    let mut outcome = Ok(());
    for source in sources {
        let as_of = as_of(args.as_of, source.changed_at, now);
        outcome = import(&mut importer, source, as_of, &read, &mut bar).await;
        if outcome.is_err() {
            break;
        }
    }
    importer.summary.close(bar.elapsed());
    bar.finish();
    print(&importer.summary)?;
    outcome.and_then(|()| verdict(&importer.summary))
}

/// When a report was made: as told, else when its file was last changed, but never later than now.
fn as_of(told: Option<Time>, changed_at: Option<Time>, now: Time) -> Time {
    told.or(changed_at).map_or(now, |time| time.min(now))
}

async fn import(
    importer: &mut Importer,
    source: Source,
    as_of: Time,
    read: &AtomicU64,
    bar: &mut Bar,
) -> Result<(), Error> {
    let Source { path, report, .. } = source;
    importer.summary.add_unknown(report.unknown_columns());
    let file = path.display().to_string();
    bar.print(&format!("{file}: a {} report, as of {as_of}", report.kind()));
    let on_chunk = |summary: &mut Summary| {
        summary.elapsed = bar.elapsed();
        let (rows, rate) = (summary.rows, summary.rate());
        bar.reach(read.load(Ordering::Relaxed), &rate, |_| format!("{rows} rows, {rate}"));
    };
    importer.import(&file, as_of, report, on_chunk).await
}

fn verdict(summary: &Summary) -> Result<(), Error> {
    match (summary.imported(), summary.broken) {
        (0, _) => Err(Error::NoRows),
        (_, 0) => Ok(()),
        (_, broken) => Err(Error::BrokenRows(broken)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_as_old_as_its_file_and_never_of_tomorrow() {
        let [early, now, late] = ["2026-11-20", "2026-11-23", "2026-11-24"]
            .map(|day| format!("{day}T08:00:00Z").parse().unwrap());
        assert_eq!(as_of(None, Some(early), now), early);
        assert_eq!(as_of(Some(early), Some(now), now), early);
        assert_eq!(as_of(None, Some(late), now), now);
        assert_eq!(as_of(None, None, now), now);
    }

    #[test]
    fn broken_rows_and_no_rows_are_failures() {
        let of = |people, broken| {
            let summary = Summary { people, broken, ..Summary::default() };
            verdict(&summary).map_err(|error| error.to_string())
        };
        assert_eq!(of(2, 0), Ok(()));
        assert_eq!(of(2, 1).unwrap_err(), "1 of the rows are broken and were left out");
        assert_eq!(of(0, 1).unwrap_err(), "no row was imported");
    }
}
