//! A tape as the floor plays it.

use std::fs;
use std::path::{Path, PathBuf};

use hyper::body::Bytes;
use milepost_faults::aws::{Attribute, Entry, Form};
use milepost_faults::call::Operation;
use milepost_floor::calls;
use serde_json::{Map, Value, json};

use crate::tape::{Take, Tape};

/// Writes the calls of a tape to a file in this directory.
pub fn write(tape: &Tape, directory: &Path) -> PathBuf {
    let file = directory.join(format!("{}.json", tape.function));
    let invocations: Vec<_> = tape.takes.iter().map(invocation).collect();
    let text = serde_json::to_vec(&invocations).expect("JSON");
    fs::write(&file, text).expect("a file of calls");
    file
}

fn invocation(take: &Take) -> calls::Invocation {
    let call = |operation: Operation, request: &Bytes| calls::Call {
        operation: operation.to_string(),
        input: input(operation, request),
    };
    let steps = take.steps().into_iter();
    let step = |step: Vec<&crate::tape::Call>| {
        step.into_iter().map(|it| call(it.operation, &it.request)).collect()
    };
    calls::Invocation {
        steps: steps.map(step).collect(),
        answer: serde_json::from_slice(&take.answer).expect("an answer in JSON"),
    }
}

/// The members of a call's input, as in JSON protocols.
pub fn input(operation: Operation, body: &[u8]) -> Value {
    if operation == Operation::PublishBatch {
        return publish_batch(body);
    }
    serde_json::from_slice(body).expect("JSON")
}

fn publish_batch(body: &[u8]) -> Value {
    let mut form = Form::read(body);
    let entries = form.take_entries("PublishBatchRequestEntries");
    json!({
        "TopicArn": form.take("TopicArn"),
        "PublishBatchRequestEntries": entries.into_iter().map(entry).collect::<Vec<_>>(),
    })
}

fn entry(entry: Entry) -> Value {
    let attribute = |it: Attribute| json!({"DataType": it.data_type, "StringValue": it.value});
    let attributes: Map<_, _> =
        entry.attributes.into_iter().map(|(name, it)| (name, attribute(it))).collect();
    json!({
        "Id": entry.id,
        "Message": entry.body,
        "MessageGroupId": entry.group,
        "MessageDeduplicationId": entry.deduplication_id,
        "MessageAttributes": attributes,
    })
}
