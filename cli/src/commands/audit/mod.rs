//! `milepost audit`: where every event is, and the proof against a ledger.

mod account;
mod collect;
mod history;
mod ledger;
mod problems;
mod quarantine;
mod queues;
mod report;
mod table;

use std::path::Path;
use std::time::Duration;

use account::{Accounting, Verdict};
use collect::Collected;
use ledger::Ledger;
use problems::{MAX_NAMED, Problem};
use report::Found;

use crate::args::audit::AuditArgs;
use crate::error::Error;
use crate::format::counted;
use crate::output::{print, print_json};
use crate::stack::Stack;

pub(crate) async fn run(args: AuditArgs) -> Result<(), Error> {
    let ledger = match args.ledger.as_deref() {
        Some(path) => Some((path, Ledger::read(path).map_err(unreadable(path))?)),
        None => None,
    };
    let stack = Stack::find(&args.read.stack).await?;
    let collected = Collected::collect(&stack, args.wait.map(Duration::from_secs)).await?;
    let found = collected.found();
    let Some((path, ledger)) = ledger else {
        return if args.read.json { print_json(&found) } else { show_places(&found) };
    };
    let unnamed = collected.unnamed();
    let accounting = account::account(&ledger, collected.into_places(&stack).await?);
    let limit = if args.read.json { usize::MAX } else { MAX_NAMED };
    let problems = problems::named(path, &accounting.problems, limit).map_err(unreadable(path))?;
    if args.read.json {
        print_json(&report::to_json(&found, &ledger, &accounting, &problems))?;
    } else {
        show_places(&found)?;
        show_accounting(path, &ledger, &accounting, &problems)?;
    }
    match accounting.verdict {
        Verdict::AddsUp => Ok(()),
        Verdict::Undecided { missing } => Err(Error::Undecided { missing, unnamed }),
        Verdict::Wrong { problems } => Err(Error::Wrong(problems)),
    }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Ledger { path: path.to_owned(), source }
}

fn show_places(found: &Found) -> Result<(), Error> {
    print(&table::places(found).fit())
}

fn show_accounting(
    path: &Path,
    ledger: &Ledger,
    accounting: &Accounting,
    problems: &[Problem],
) -> Result<(), Error> {
    let entries = counted(ledger.events.len() + ledger.unreadable.len(), "entry");
    let lines = counted(ledger.lines, "line");
    print(&format!("\nLedger {}: {entries} in {lines}\n", path.display()))?;
    print(&table::accounting(accounting).fit())?;
    if ledger.torn > 0 {
        print(&format!(
            "\nNot checked: {} of the ledger that cannot be read",
            counted(ledger.torn, "line")
        ))?;
    }
    let heading = match accounting.verdict {
        Verdict::AddsUp => return print(&"\nEverything acknowledged is accounted for."),
        Verdict::Undecided { .. } => "Not found yet:",
        Verdict::Wrong { .. } => "Does not add up:",
    };
    print(&format!("\n{heading}{}", problems::list(problems, accounting.problems.len())))
}
