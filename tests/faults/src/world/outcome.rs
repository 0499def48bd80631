//! What is there at the end of a run.

use std::collections::{BTreeMap, BTreeSet};

use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey, Transition};
use milepost_domain::{Change, EventKey};
use milepost_e2e::records;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::World;
use crate::aws::{Item, plain};
use crate::lambda::{ENROLLMENTS, HISTORY};
use crate::matrix::Place;
use crate::scenario::Scenario;

/// What nothing in a run decides about, or what may rightly differ between two runs.
const INCIDENTAL: [&str; 4] = ["receivedAt", "processedAt", "expiresAt", "version"];

/// A row of history.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The event.
    pub event_key: EventKey,
    /// What was decided, without times of receipt and work, and without versions, which count
    /// writes.
    pub decided: Value,
    /// The message that it caused, if it had anything to tell.
    pub message: Option<String>,
    /// How often it was written.
    pub writes: usize,
}

/// A message that consumers got.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// The `CloudEvent`'s id.
    pub id: String,
    /// The record that it is about, or what of the catalog.
    pub subject: String,
    /// What it says changed of an enrollment.
    pub changes: Vec<Change>,
    /// Word for word.
    pub body: String,
}

/// All that a run has left behind.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The keys of the events that ALM was told are stored.
    pub acknowledged: BTreeSet<EventKey>,
    /// The records, without their versions, which count writes.
    pub records: BTreeMap<ItemKey, Value>,
    /// The rows by their keys; each names its event.
    pub history: BTreeMap<ItemKey, Row>,
    /// In which order the events of each record were worked in.
    pub order: BTreeMap<String, Vec<String>>,
    /// What consumers got, in order.
    pub messages: Vec<Message>,
    /// What `ingest` itself could not route, by its name in quarantine.
    pub quarantined: BTreeSet<String>,
    /// What must never be: calls against AWS's rules, calls that nobody expects, and lines of a
    /// function with something personal in them.
    pub offences: Vec<String>,
    /// Dead letters sent again.
    pub redriven: usize,
    /// Events posted again from quarantine.
    pub replayed: usize,
    /// The calls, in order.
    pub trace: Vec<Place>,
    /// Which of the faults have struck.
    pub struck: Vec<bool>,
    /// Processes that died in an invocation.
    pub deaths: usize,
    /// Lines that the functions wrote.
    pub lines: usize,
}

impl Outcome {
    pub(super) fn of(world: &World, redriven: usize, replayed: usize) -> Self {
        let aws = world.aws();
        let quarantined = aws.bucket().objects().into_keys();
        let lines: Vec<String> = world.functions().flat_map(|it| it.function.lines()).collect();
        Self {
            acknowledged: world
                .scenario
                .requests
                .iter()
                .flat_map(|it| Scenario::keys(it))
                .collect(),
            records: aws.tables().items(ENROLLMENTS).iter().map(record).collect(),
            history: history(world),
            order: order(world),
            messages: aws.topic().published().iter().map(|it| message(&it.body)).collect(),
            quarantined: quarantined.filter(|it| !it.starts_with("refused_by_queue/")).collect(),
            offences: offences(world, &lines),
            redriven,
            replayed,
            trace: world.script.trace(),
            struck: world.script.struck(),
            deaths: world.functions().map(|it| it.function.deaths()).sum(),
            lines: lines.len(),
        }
    }
}

fn read<T: DeserializeOwned>(item: &Item) -> T {
    serde_json::from_value(plain(item)).expect("an item of the contract")
}

fn record((key, item): (&ItemKey, &Item)) -> (ItemKey, Value) {
    // Read by the contract first: the functions must be able to, as well.
    let mut record = json!(read::<EnrollmentItem>(item));
    record.as_object_mut().expect("an object").remove("version");
    (key.clone(), record)
}

fn history(world: &World) -> BTreeMap<ItemKey, Row> {
    let writes = world.aws.tables().write_counts(HISTORY);
    let row = |(key, item): (&ItemKey, &Item)| {
        let item: HistoryItem = read(item);
        let mut decided = json!(item);
        for name in INCIDENTAL {
            decided.as_object_mut().expect("an object").remove(name);
        }
        let (event_key, message) = (item.key.event_key, records::message(&item));
        (key.clone(), Row { event_key, decided, message, writes: writes[key] })
    };
    world.aws.tables().items(HISTORY).iter().map(row).collect()
}

fn order(world: &World) -> BTreeMap<String, Vec<String>> {
    let mut order: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for write in world.aws.tables().writes(HISTORY) {
        let row: HistoryItem = read(&write.item);
        let (Some(user), Some(instance)) = (row.user_id, row.lo_instance_id) else { continue };
        order.entry(format!("{user} {instance}")).or_default().push(row.key.event_key.to_string());
    }
    order
}

fn message(body: &str) -> Message {
    let body = body.to_owned();
    match Transition::from_body(&body).expect("a message of the contract") {
        Transition::Enrollment(event) => {
            Message { id: event.id, subject: event.subject, changes: event.data.changes, body }
        }
        Transition::Catalog(event) => {
            Message { id: event.id, subject: event.subject, changes: Vec::new(), body }
        }
    }
}

fn offences(world: &World, lines: &[String]) -> Vec<String> {
    let aws = world.aws();
    let violations = aws.violations().into_iter().map(|it| format!("against AWS's rules: {it}"));
    let unexpected = aws.unexpected().into_iter().map(|it| format!("nobody expects: {it}"));
    let secrets = world.scenario.secrets();
    let leaks = lines.iter().filter(|line| secrets.iter().any(|secret| line.contains(secret)));
    violations.chain(unexpected).chain(leaks.map(|it| format!("personal: {it}"))).collect()
}
