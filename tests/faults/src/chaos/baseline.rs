//! The records of a run in which nothing goes wrong, and each event is sent once and in order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lives::ACCOUNT;
use super::queues::Queues;
use super::sending::{Files, finished};
use super::settings::Settings;
use super::watch::watched;

/// What others may read of the records, by learner and instance; without the version, which
/// counts writes.
pub(super) type Records = BTreeMap<String, Value>;

/// A file with the records that these settings lead to.
#[derive(Deserialize, Serialize)]
struct File {
    events: usize,
    learners: usize,
    records: Records,
}

/// Reads the records from the settings' file, or sends the events to a fresh stack, and writes
/// the file if one is named.
pub(super) async fn records(settings: &Settings) -> Records {
    let file = settings.baseline.as_deref();
    if let Some(records) = file.and_then(|file| read(file, settings)) {
        return records;
    }
    // Without faults the local stack keeps up with twice as many.
    let rate = settings.rate * 2.0;
    let settings = Settings { duplicate: 0.0, shuffle: false, rate, ..settings.clone() };
    let records = run(&settings).await;
    if let Some(file) = file {
        let content = File { events: settings.events, learners: settings.records, records };
        fs::write(file, serde_json::to_string(&content).expect("JSON")).expect("the baseline");
        return content.records;
    }
    records
}

fn read(file: &Path, settings: &Settings) -> Option<Records> {
    let content = fs::read(file).ok()?;
    let content: File = serde_json::from_slice(&content).expect("a baseline");
    let of = (content.events, content.learners);
    assert_eq!(of, (settings.events, settings.records), "the baseline is of other events");
    Some(content.records)
}

async fn run(settings: &Settings) -> Records {
    let stack = tokio::task::block_in_place(|| Stack::up(&[]));
    let (files, queues) = (Files::write(settings, "baseline"), Queues::of(&stack).await);
    let work = async {
        finished(files.send(&stack, settings), &files).await;
        queues.rest().await;
    };
    watched(work, &files, &queues, None).await;
    assert_eq!(queues.dead().await, 0, "nothing dies where nothing goes wrong");
    files.remove();
    of(&stack).await
}

/// The records of a stack.
pub(super) async fn of(stack: &Stack) -> Records {
    records::readable(&records::enrollments(stack).await, ACCOUNT)
}

/// The records that are not the same in both, or only in one.
pub(super) fn differing(one: &Records, other: &Records) -> Vec<String> {
    let all: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    all.into_iter().filter(|key| one.get(*key) != other.get(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_or_not_the_same_differs() {
        let records = |pairs: &[(&str, u32)]| -> Records {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect()
        };
        let one = records(&[("a", 1), ("b", 1), ("c", 1)]);
        let other = records(&[("a", 1), ("b", 2), ("d", 1)]);
        assert_eq!(differing(&one, &other), ["b", "c", "d"]);
        assert!(differing(&one, &one).is_empty());
    }
}
