//! Collecting what is where.

use std::collections::BTreeMap;
use std::time::Duration;

use super::account::Places;
use super::history::{self, History};
use super::quarantine::{self, Versions};
use super::queues::{self, DeadLetters};
use super::report::Found;
use crate::aws_error::AwsError;
use crate::bar::Bar;
use crate::dead_letters::{self, Depth, Queue as _};
use crate::error::Error;
use crate::quarantined::Bucket;
use crate::stack::Stack;

/// What was found, in the order in which things move: what moves on while it is looked for is
/// seen twice rather than not at all.
pub(super) struct Collected {
    versions: Versions,
    dead: DeadLetters,
    queued: Depth,
    history: History,
    other_dead: BTreeMap<String, Depth>,
}

impl Collected {
    pub(super) async fn collect(stack: &Stack, wait: Option<Duration>) -> Result<Self, Error> {
        let events = dead_letters::events(stack)?;
        if let Some(patience) = wait {
            eprintln!("waiting for the events queue to be at rest");
            queues::at_rest(&events, patience).await?;
        }
        let versions = quarantine::versions(&Bucket::of(stack)?).await?;
        let depth = events.source_depth().await?;
        let dead = queues::dead_letters(&events).await?;
        let mut bar = Bar::open_ended("events");
        let history = history::read(stack, &mut bar).await;
        bar.finish();
        let mut history = history?;
        history.keys.sort_unstable();
        let other_dead = other_dead_letters(stack).await?;
        Ok(Self { versions, dead, queued: depth, history, other_dead })
    }

    pub(super) fn found(&self) -> Found {
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

    /// Messages that do not say what they hold.
    pub(super) fn unnamed(&self) -> usize {
        self.queued.total() + self.dead.unnamed()
    }

    /// Reads the events of the objects, too.
    pub(super) async fn into_places(self, stack: &Stack) -> Result<Places, Error> {
        let unnamed = self.unnamed();
        let Versions { kept, removed } = self.versions;
        let mut bar = Bar::new(kept.len(), "objects");
        let bucket = Bucket::of(stack)?;
        let quarantined =
            quarantine::event_keys(&bucket, &kept, stack.account.as_ref(), &mut bar).await;
        bar.finish();
        Ok(Places {
            history: self.history.keys,
            dead: self.dead.keys,
            quarantined: quarantined?,
            objects: kept.iter().filter_map(|one| quarantine::hash(&one.key)).collect(),
            removed: removed.iter().filter_map(|key| quarantine::hash(key)).collect(),
            unnamed,
        })
    }
}

/// The concerns' dead letters: changes, not events.
async fn other_dead_letters(stack: &Stack) -> Result<BTreeMap<String, Depth>, AwsError> {
    let mut depths = BTreeMap::new();
    for pair in dead_letters::pairs(stack.outputs()) {
        if !pair.holds_events() {
            let depth = dead_letters::open(stack, &pair).depth().await?;
            depths.insert(pair.name, depth);
        }
    }
    Ok(depths)
}
