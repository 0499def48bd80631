//! The files of `events/`: what each function is invoked with, and what it answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::stack::root;

const ANSWER: &str = ".expected.json";

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

    /// What must not be in any log: learners, their names and addresses, certificates, credentials,
    /// bodies.
    pub fn secrets(&self) -> Vec<String> {
        let payload = self.json();
        let mut bodies = vec![body(&payload)];
        bodies.extend(self.records().iter().map(body));
        bodies.retain(|body| !body.is_empty());
        let mut secrets: Vec<_> = bodies.iter().flat_map(|body| learners(body)).collect();
        secrets.extend(bodies.iter().flat_map(|body| addresses(body)));
        if let Some(credentials) = payload["headers"]["authorization"].as_str() {
            let encoded = credentials.trim_start_matches("Basic ");
            let decoded = BASE64_STANDARD.decode(encoded).expect("credentials in base64");
            let decoded = String::from_utf8(decoded).expect("a user and a password");
            let (_, password) = decoded.split_once(':').expect("a user and a password");
            secrets.extend([encoded.to_owned(), password.to_owned()]);
        }
        secrets.extend(bodies);
        let records = self.records();
        secrets.extend(records.iter().flat_map(|record| personal(&record["dynamodb"])));
        // Who knows a certificate's id sees it.
        secrets.extend(payload["pathParameters"]["id"].as_str().map(str::to_owned));
        secrets
    }
}

/// The text that a request or a message carries.
fn body(carrier: &Value) -> String {
    let body = carrier["body"].as_str().unwrap_or_default();
    if carrier["isBase64Encoded"] == true {
        let decoded = BASE64_STANDARD.decode(body).expect("a body in base64");
        return String::from_utf8(decoded).expect("a text");
    }
    body.to_owned()
}

/// The ids after `"userId":`, found as text, since a body may be no JSON.
fn learners(body: &str) -> Vec<String> {
    let rest = body.split(r#""userId":"#).skip(1);
    rest.map(|rest| {
        let id = rest.trim_start_matches(['"', ' ']);
        id.chars().take_while(char::is_ascii_digit).collect()
    })
    .collect()
}

/// Whom a notification goes to, and whom SES tells of.
fn addresses(body: &str) -> Vec<String> {
    let after = |member| body.split(member).skip(1).map(|rest| rest.split('"').next());
    let found = after(r#""address":""#).chain(after(r#""emailAddress":""#));
    found.flatten().map(str::to_owned).collect()
}

/// The item that a record of a stream holds.
pub fn new_image(record: &Value) -> Value {
    let image = record["dynamodb"]["NewImage"].clone();
    let image: serde_dynamo::Item = serde_json::from_value(image).expect("an image");
    serde_dynamo::from_item(image).expect("an item")
}

/// Ids, names and addresses in an item of the directory, as a stream delivers it.
fn personal(item: &Value) -> Vec<String> {
    let Some(members) = item.as_object() else { return vec![] };
    let text = |(name, value): (&String, &Value)| match name.as_str() {
        "userId" | "name" | "email" => value["S"].as_str().map(str::to_owned).into_iter().collect(),
        _ => personal(value),
    };
    members.iter().flat_map(text).collect()
}

/// The names of the files in `events/<function>/`, sorted.
pub fn files(function: &str) -> Vec<String> {
    let entries = fs::read_dir(directory(function)).expect("payloads").map(|entry| {
        entry.expect("an entry").file_name().into_string().expect("a name in Unicode")
    });
    let mut files: Vec<_> = entries.collect();
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

fn directory(function: &str) -> PathBuf {
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
