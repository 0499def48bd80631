//! What `milepost directory` is told.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use milepost_directory::report::Kind;
use milepost_domain::Time;

use super::common::{ReadArgs, StackArgs};

/// Fill the directory of names and titles from ALM's reports, or look into it
#[derive(Debug, Subcommand)]
pub(crate) enum DirectoryCommand {
    Import(DirectoryImportArgs),
    Show(DirectoryShowArgs),
}

/// Import ALM's User report or Training report, as CSV
///
/// Columns are found by their names; which report a file is follows from them. A broken row is
/// named with its line and left out, the others are imported. A file with another header is
/// refused before anything is written. An import that stopped is simply run again.
///
/// What is imported stands in place of what was known of the same people and learning objects.
///
/// Exit status: 0 if all rows were imported; 1 if some were broken, none was there, or the import
/// failed.
#[derive(Args, Debug)]
pub(crate) struct DirectoryImportArgs {
    /// The reports; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Which report the files are, instead of what their columns say
    #[arg(long, value_enum)]
    pub(crate) kind: Option<ReportKind>,
    /// When the reports were made, as 2026-11-23T08:00:00Z [default: when the file was last
    /// changed; of standard input, now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) as_of: Option<Time>,
    /// Read and check, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) stack: StackArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportKind {
    /// A User report
    Users,
    /// A Training report
    Trainings,
}

impl From<ReportKind> for Kind {
    fn from(kind: ReportKind) -> Self {
        match kind {
            ReportKind::Users => Self::Users,
            ReportKind::Trainings => Self::Trainings,
        }
    }
}

/// Show what the directory knows of people and learning objects, and how old it is
///
/// The exit status is 1 if it knows nothing of one of them.
#[derive(Args, Debug)]
pub(crate) struct DirectoryShowArgs {
    /// User ids, e-mail addresses, or ids of learning objects or their instances
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<String>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

fn time(text: &str) -> Result<Time, String> {
    text.parse().map_err(|_| "give a time as 2026-11-23T08:00:00Z".to_owned())
}
