//! Whether a run came to the same end as one in which nothing went wrong.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::announced::{overtaken, standing};
use crate::world::{Message, Outcome, Row};

/// What is different, and how bad that is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verdict {
    /// Events that ALM was told are stored, and that nothing came of.
    pub lost: usize,
    /// Events that were worked in twice, or told of in two ways.
    pub doubled: usize,
    /// All that is wrong, in words; with the above.
    pub wrong: Vec<String>,
    /// Whether the events of a record were worked in in another order.
    pub is_reordered: bool,
    /// How many messages overtook an earlier one of their record on the topic.
    pub overtaken: usize,
}

impl Verdict {
    /// Compares a run with one in which nothing went wrong. `may_reorder`: something went wrong
    /// that rightly changes the order of a record's events.
    pub fn of(run: &Outcome, calm: &Outcome, may_reorder: bool) -> Self {
        let mut verdict = Self {
            is_reordered: run.order != calm.order,
            overtaken: overtaken(run),
            wrong: run.offences.clone(),
            ..Self::default()
        };
        verdict.count_lost(run);
        verdict.count_doubled(run);
        verdict.compare_ends(run, calm);
        verdict.compare_messages(run);
        if !verdict.is_reordered {
            verdict.compare_words(run, calm);
        } else if !may_reorder {
            verdict.wrong.push("the order of a record's events changed without cause".to_owned());
        }
        verdict
    }

    /// Whether all is as it should be.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty()
    }

    fn require(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }

    fn count_lost(&mut self, run: &Outcome) {
        let known: BTreeSet<String> =
            run.history.values().map(|row| row.event_key.to_string()).collect();
        for key in &run.acknowledged {
            if !known.contains(&key.to_string()) {
                self.lost += 1;
                self.wrong.push(format!("lost: {key}"));
            }
        }
    }

    fn count_doubled(&mut self, run: &Outcome) {
        let mut written: BTreeMap<String, usize> = BTreeMap::new();
        for row in run.history.values() {
            *written.entry(row.event_key.to_string()).or_default() += row.writes;
        }
        let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for message in &run.messages {
            told.entry(&message.id).or_default().insert(&message.body);
        }
        let twice = written.iter().filter(|(_, writes)| **writes != 1).map(|(key, _)| key.as_str());
        let two_ways = told.iter().filter(|(_, bodies)| bodies.len() != 1).map(|(key, _)| *key);
        let doubled: BTreeSet<&str> = twice.chain(two_ways).collect();
        self.doubled = doubled.len();
        self.wrong.extend(doubled.iter().map(|key| format!("doubled: {key}")));
    }

    /// What holds in whatever order events came: the same events, the same records, the same
    /// announcements stand.
    fn compare_ends(&mut self, run: &Outcome, calm: &Outcome) {
        self.require(run.acknowledged == calm.acknowledged, || "other requests accepted".into());
        self.require(run.quarantined == calm.quarantined, || {
            format!("in quarantine: {:?}, not {:?}", run.quarantined, calm.quarantined)
        });
        let keys = |of: &Outcome| of.history.keys().cloned().collect::<Vec<_>>();
        self.require(keys(run) == keys(calm), || "history has other rows".into());
        let records = |of: &Outcome| -> BTreeMap<_, _> {
            of.records.iter().map(|(key, it)| (key.clone(), unannounced(it))).collect()
        };
        self.require(records(run) == records(calm), || {
            difference("record", &records(run), &records(calm))
        });
        self.require(standing(run) == standing(calm), || {
            format!("announced completions: {:?}, not {:?}", standing(run), standing(calm))
        });
    }

    /// History is the outbox: what it keeps was published, word for word, and nothing else.
    fn compare_messages(&mut self, run: &Outcome) {
        let kept: BTreeMap<String, &str> = run
            .history
            .values()
            .filter_map(|row| Some((row.event_key.to_string(), row.message.as_deref()?)))
            .collect();
        for Message { id, body, .. } in &run.messages {
            self.require(kept.get(id) == Some(&body.as_str()), || {
                format!("a message is not in history as it was published: {id}")
            });
        }
        let published: BTreeSet<&String> = run.messages.iter().map(|it| &it.id).collect();
        for id in kept.keys() {
            self.require(published.contains(id), || format!("never published: {id}"));
        }
    }

    /// What holds as well if each record's events came in the same order: every row says the
    /// same, and every record has announced the same.
    fn compare_words(&mut self, run: &Outcome, calm: &Outcome) {
        self.require(run.records == calm.records, || {
            difference("record", &run.records, &calm.records)
        });
        let rows = |of: &Outcome| -> BTreeMap<_, _> {
            let row =
                |row: &Row| (row.decided.clone(), row.message.as_deref().map(without_version));
            of.history.iter().map(|(key, it)| (key.clone(), row(it))).collect()
        };
        self.require(rows(run) == rows(calm), || difference("row", &rows(run), &rows(calm)));
        let changes = |of: &Outcome| -> BTreeSet<_> {
            of.messages.iter().map(|it| (it.id.clone(), format!("{:?}", it.changes))).collect()
        };
        self.require(changes(run) == changes(calm), || "other changes were published".into());
    }
}

/// What was announced depends on the order of events, and is compared by what stands.
fn unannounced(record: &Value) -> Value {
    let mut record = record.clone();
    record.as_object_mut().expect("an object").remove("announcements");
    record
}

/// Versions count writes, and a write may hold more or fewer events.
fn without_version(message: &str) -> Value {
    let mut message: Value = serde_json::from_str(message).expect("JSON");
    message["data"].as_object_mut().expect("an object").remove("version");
    message
}

fn difference<K: std::fmt::Debug + Ord, V: std::fmt::Debug + PartialEq>(
    what: &str,
    run: &BTreeMap<K, V>,
    calm: &BTreeMap<K, V>,
) -> String {
    let keys: BTreeSet<&K> = run.keys().chain(calm.keys()).collect();
    let other = keys.into_iter().find(|key| run.get(key) != calm.get(key));
    let Some(key) = other else { return format!("no {what} differs") };
    format!("{what} {key:?}: {:?}, not {:?}", run.get(key), calm.get(key))
}
