//! `milepost dlq`: dead letters, of every queue of the stack.

mod backup;
mod finding;
mod known;
mod list;
mod purge;
mod redrive;
mod show;
mod table;
mod tally;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use backup::Backup;
use finding::Finding;
use purge::{Purged, purge};
use redrive::{Redrive, Wanted};

use crate::args::dlq::{DlqCommand, DlqPurgeArgs, DlqRedriveArgs};
use crate::bar::Bar;
use crate::confirm::confirm;
use crate::dead_letters::{Content, Letter, Pair, Queue as _, Stop, open, pairs_of};
use crate::error::Error;
use crate::format::counted;
use crate::output::print;
use crate::stack::Stack;

pub(crate) async fn run(command: DlqCommand) -> Result<(), Error> {
    match command {
        DlqCommand::List(args) => list::run(args).await,
        DlqCommand::Show(args) => show::run(args).await,
        DlqCommand::Redrive(args) => redrive(args).await,
        DlqCommand::Purge(args) => run_purge(args).await,
    }
}

async fn redrive(args: DlqRedriveArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.stack).await?;
    let (stop, mut failures) = (Stop::on_ctrl_c(), 0);
    for pair in pairs_of(stack.outputs(), args.which.queue.as_deref())? {
        let queue = open(&stack, &pair);
        let before = queue.depth().await?.total();
        let read: fn(&Letter) -> Content =
            if pair.holds_events() { Content::of_event } else { Content::of_change };
        let wanted = Wanted { limit: args.limit, key: args.key.clone(), read };
        let mut run = Redrive::new(&queue, Timestamp::now(), args.rate, wanted, stop.clone());
        run.bar = Bar::new(before.min(args.limit.unwrap_or(before)), "letters");
        let outcome = run.run().await;
        print(&format!("queue        {}\n{}", pair.name, run.tally))?;
        failures += run.tally.failures();
        outcome?;
        print(&format!("left         about {}", queue.depth().await?.total()))?;
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
    }
    if failures > 0 { Err(Error::LettersFailed(failures)) } else { Ok(()) }
}

async fn run_purge(args: DlqPurgeArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.stack).await?;
    let pairs = pairs_of(stack.outputs(), args.which.queue.as_deref())?;
    for pair in pairs.iter().filter(|_| !args.removal.yes) {
        let total = open(&stack, pair).depth().await?.total();
        confirm(&question(pair, total, &args), &args.removal)?;
    }
    let mut backup = args.backup.as_deref().map(Backup::open).transpose()?;
    let (stop, mut failures) = (Stop::on_ctrl_c(), 0);
    for pair in &pairs {
        let queue = open(&stack, pair);
        let examine = async |letters| finding::examine(&stack, pair, letters).await;
        let is_wanted = |finding: &Finding| {
            args.key.as_ref().is_none_or(|key| finding.begins_with(key))
                && args.reason.is_none_or(|reason| finding.reason == reason)
        };
        let keep = |findings: &[Finding]| match &mut backup {
            Some(backup) => backup.write(&pair.name, findings),
            None => Ok(()),
        };
        let Purged { deleted, failed } = purge(&queue, examine, is_wanted, keep, &stop).await?;
        let left = queue.depth().await?.total();
        let deleted = counted(deleted, "dead letter");
        print(&format!("{}: {deleted} deleted, about {left} left", pair.name))?;
        failures += failed;
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
    }
    if failures > 0 { Err(Error::LettersFailed(failures)) } else { Ok(()) }
}

/// What a purge is about to do.
fn question(pair: &Pair, total: usize, args: &DlqPurgeArgs) -> String {
    let which = if args.key.is_some() || args.reason.is_some() { "those chosen of " } else { "" };
    let letters = counted(total, "dead letter");
    format!("Delete {which}about {letters} of `{}` for good", pair.name)
}
