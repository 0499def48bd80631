//! The files of `events/`: what each function is invoked with, and what it answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::build::Build;
use crate::setup::SETUP;
use crate::stack::root;

mod secrets;

const ANSWER: &str = ".expected.json";
/// What `events/<function>/` may hold besides: the tables of docs/payloads.md, and what the stack
/// has to hold first.
const OTHERS: [&str; 2] = ["README.md", SETUP];

/// One case.
#[derive(Debug)]
pub struct Case {
    /// Its file, from the project's root.
    pub file: String,
    /// The file's bytes.
    pub payload: Vec<u8>,
    /// The answer.
    pub expected: Value,
}

impl Case {
    /// The payload, read.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.payload)
            .unwrap_or_else(|_| panic!("{}: invalid JSON", self.file))
    }

    /// The messages of a queue's batch.
    pub fn records(&self) -> Vec<Value> {
        self.json()["Records"].as_array().cloned().unwrap_or_default()
    }
}

/// The names of the payloads and answers in `events/<function>/`, sorted.
pub fn files(function: &str) -> Vec<String> {
    let entries = fs::read_dir(directory(function)).expect("payloads").map(|entry| {
        entry.expect("an entry").file_name().into_string().expect("a name in Unicode")
    });
    let mut files: Vec<_> = entries.filter(|file| !OTHERS.contains(&file.as_str())).collect();
    files.sort();
    files
}

/// The files among these that lack their other half, or are neither payload nor answer.
pub fn alone(files: &[String]) -> Vec<&String> {
    let other_half = |file: &str| match (file.strip_suffix(ANSWER), file.strip_suffix(".json")) {
        (Some(name), _) => Some(format!("{name}.json")),
        (None, Some(name)) => Some(format!("{name}{ANSWER}")),
        (None, None) => None,
    };
    let is_alone = |file: &&String| other_half(file).is_none_or(|half| !files.contains(&half));
    files.iter().filter(is_alone).collect()
}

/// The cases of a function, in the order of their names.
pub fn cases(function: &str) -> Vec<Case> {
    let files = files(function);
    let payloads = files.iter().filter(|file| !file.ends_with(ANSWER));
    payloads
        .map(|file| {
            let answer = file.replace(".json", ANSWER);
            let read = |file: &str| fs::read(directory(function).join(file)).expect("a file");
            Case {
                file: format!("events/{function}/{file}"),
                payload: read(file),
                expected: serde_json::from_slice(&read(&answer)).expect("an answer in JSON"),
            }
        })
        .collect()
}

/// The cases of all functions that have payloads.
pub fn all() -> impl Iterator<Item = Case> {
    Build::under_test().functions.iter().flat_map(|function| cases(&function.name))
}

/// The directory with the payloads of a function.
pub fn directory(function: &str) -> PathBuf {
    root().join("events").join(function)
}

/// How an answer differs from the one expected, if it does. A body that is JSON is compared as
/// such.
pub fn difference(case: &Case, answer: &Value) -> Option<String> {
    let (expected, answer) = (lines(&case.expected), lines(answer));
    if expected == answer {
        return None;
    }
    let before = expected.iter().zip(&answer).take_while(|(one, other)| one == other).count();
    let (left, right) = (&expected[before..], &answer[before..]);
    let after = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let marked = |mark: &'static str, lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| format!("{mark} {line}")).collect()
    };
    let parts = [
        vec![format!("{} (- expected, + answered)", case.file)],
        marked(" ", &expected[..before]),
        marked("-", &left[..left.len() - after]),
        marked("+", &right[..right.len() - after]),
        marked(" ", &left[left.len() - after..]),
    ];
    Some(parts.concat().join("\n"))
}

fn lines(answer: &Value) -> Vec<String> {
    let mut answer = answer.clone();
    if let Some(body) = answer.get_mut("body")
        && let Some(json) = body.as_str().and_then(|text| serde_json::from_str(text).ok())
    {
        *body = json;
    }
    let text = serde_json::to_string_pretty(&sorted(&answer)).expect("JSON");
    text.lines().map(str::to_owned).collect()
}

/// The same with the members of objects in the order of their names: a map may keep that in which
/// they came.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        _ => value.clone(),
    }
}
