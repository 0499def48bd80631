//! `milepost audit`: where every event is, and the proof against a ledger.

mod account;
mod history;
mod ledger;
mod problems;
mod queues;
mod report;
mod specimens;
mod sqs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) use account::{Accounting, Verdict, Whereabouts};
pub(crate) use queues::Depth;
pub(crate) use report::Found;

use account::Places;
use history::History;
use ledger::Ledger;
use problems::{MAX_NAMED, Problem};
use queues::{CountMessages as _, DeadLetters};
use specimens::{ListVersions as _, Versions};
use sqs::Queues;

use crate::args::AuditArgs;
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::error::Error;
use crate::output::{counted, print, print_json};
use crate::quarantine::Bucket;
use crate::send::SystemClock;
use crate::stack::Stack;
use crate::table;

/// Why an audit proves nothing, or the contrary.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditError {
    #[error("cannot read the ledger {}", path.display())]
    Ledger { path: PathBuf, source: std::io::Error },
    #[error("{0} of the ledger's entries do not add up")]
    Wrong(usize),
    #[error(
        "too early to tell: {missing} of the ledger's events are not found, and {unnamed} \
         messages are queued or dead-lettered without showing what they hold; try --wait"
    )]
    Undecided { missing: usize, unnamed: usize },
}

pub(crate) async fn run(args: AuditArgs) -> Result<(), Error> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::from(AuditError::Ledger { path, source })
    };
    let ledger = match args.ledger.as_deref() {
        Some(path) => Some((path, Ledger::read(path).map_err(unreadable(path))?)),
        None => None,
    };
    let stack = Stack::find(&args.stack).await?;
    let mut collected = Collected::collect(&stack, args.wait.map(Duration::from_secs)).await?;
    let found = collected.found();
    let Some((path, ledger)) = ledger else {
        return if args.output.json { print_json(&found) } else { show_places(&found) };
    };
    let unnamed = collected.queued.total() + collected.dead.unnamed();
    let places = collected.into_places(&stack, unnamed).await?;
    let accounting = account::account(&ledger, places);
    let limit = if args.output.json { usize::MAX } else { MAX_NAMED };
    let problems = problems::named(path, &accounting.problems, limit).map_err(unreadable(path))?;
    if args.output.json {
        print_json(&report::to_json(&found, &ledger, &accounting, &problems))?;
    } else {
        show_places(&found)?;
        show_accounting(path, &ledger, &accounting, &problems)?;
    }
    match accounting.verdict {
        Verdict::AddsUp => Ok(()),
        Verdict::Undecided { missing } => Err(AuditError::Undecided { missing, unnamed }.into()),
        Verdict::Wrong { problems } => Err(AuditError::Wrong(problems).into()),
    }
}

/// What was found, in the order in which things move: what moves on while it is looked for is
/// seen twice rather than not at all.
struct Collected {
    versions: Versions,
    dead: DeadLetters,
    queued: Depth,
    history: History,
    other_dead: BTreeMap<String, Depth>,
}

impl Collected {
    async fn collect(stack: &Stack, wait: Option<Duration>) -> Result<Self, Error> {
        let queues = Queues::of(stack);
        let events = stack.output("EventsQueueUrl")?;
        if let Some(patience) = wait {
            eprintln!("waiting for the events queue to be at rest");
            queues::at_rest(&queues, events, &SystemClock::start(), patience).await?;
        }
        let versions = Bucket::of(stack)?.versions().await?;
        let queued = queues.depth(events).await?;
        let dead = queues::dead_letters(&queues, stack.output("EventsDeadLetterQueueUrl")?).await?;
        let mut bar = Bar::open_ended("events");
        let history = history::read(stack, &mut bar).await;
        bar.finish();
        let other_dead = other_dead_letters(stack, &queues).await?;
        Ok(Self { versions, dead, queued, history: history?, other_dead })
    }

    fn found(&mut self) -> Found {
        self.history.keys.sort_unstable();
        let is_known = |key| self.history.keys.binary_search(key).is_ok();
        let pending = self.dead.keys.iter().filter(|key| is_known(key)).count();
        let mut quarantined = BTreeMap::new();
        for one in &self.versions.kept {
            *quarantined.entry(one.reason().to_owned()).or_default() += 1;
        }
        Found {
            decisions: self.history.decisions.clone(),
            origins: self.history.origins.clone(),
            queued: self.queued,
            dead: self.dead.total,
            dead_unnamed: self.dead.unnamed(),
            pending,
            other_dead: self.other_dead.clone(),
            quarantined,
            removed: self.versions.removed.len(),
        }
    }

    /// Reads the events of the specimens, too.
    async fn into_places(self, stack: &Stack, unnamed: usize) -> Result<Places, Error> {
        let Versions { kept, removed } = self.versions;
        let mut bar = Bar::new(kept.len(), "specimens");
        let bucket = Bucket::of(stack)?;
        let quarantined =
            specimens::event_keys(&bucket, &kept, stack.account.as_ref(), &mut bar).await;
        bar.finish();
        Ok(Places {
            history: self.history.keys,
            dead: self.dead.keys,
            quarantined: quarantined?,
            specimens: kept.iter().filter_map(|one| specimens::hash(&one.key)).collect(),
            removed: removed.iter().filter_map(|key| specimens::hash(key)).collect(),
            unnamed,
        })
    }
}

/// The concerns' dead letters: changes, not events.
async fn other_dead_letters(
    stack: &Stack,
    queues: &Queues,
) -> Result<BTreeMap<String, Depth>, AwsError> {
    let mut depths = BTreeMap::new();
    for (output, url) in stack.outputs() {
        match output.strip_suffix("DeadLetterQueueUrl") {
            None | Some("Events") => {}
            Some(concern) => {
                depths.insert(concern.to_lowercase(), queues.depth(url).await?);
            }
        }
    }
    Ok(depths)
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
    if accounting.verdict == Verdict::AddsUp {
        return print(&"\nEverything acknowledged is accounted for.");
    }
    print(&format!("\n{}", problems::list(problems, accounting.problems.len())))
}
