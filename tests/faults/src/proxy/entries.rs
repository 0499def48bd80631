//! Leaving entries out of calls in JSON: to SQS, `DynamoDB` and Firehose.

use serde_json::{Map, Value, json};

use super::left_out::{LeftOut, Parts, Places};

/// Entries of `SendMessageBatch`.
pub(super) struct Entries {
    ids: Vec<Value>,
    sender_fault: bool,
}

impl Entries {
    pub(super) fn leave_out(
        body: &[u8],
        sender_fault: bool,
        places: impl Fn(usize) -> Places,
    ) -> Parts<Self> {
        let mut call = read(body);
        let taken = take(&mut call["Entries"], places);
        let ids = taken.iter().map(|(_, entry)| entry["Id"].clone()).collect();
        (unless_empty(&call, "Entries"), Self { ids, sender_fault })
    }
}

impl LeftOut for Entries {
    fn nothing(&self) -> String {
        r#"{"Successful":[],"Failed":[]}"#.to_owned()
    }

    fn complete(&self, body: &[u8]) -> Vec<u8> {
        let mut answer = read(body);
        let code = if self.sender_fault { "InvalidMessageContents" } else { "InternalError" };
        let failed = |id: &Value| json!({"Id": id, "Code": code, "Message": "not sent", "SenderFault": self.sender_fault});
        list(&mut answer["Failed"]).extend(self.ids.iter().map(failed));
        answer.to_string().into()
    }
}

/// Keys of `BatchGetItem`: of each table, what is to be asked for again.
pub(super) struct Keys(Map<String, Value>);

impl Keys {
    pub(super) fn leave_out(body: &[u8], places: impl Fn(usize) -> Places) -> Parts<Self> {
        let mut call = read(body);
        let tables = call["RequestItems"].as_object_mut().expect("tables");
        let count = tables.values().filter_map(|table| table["Keys"].as_array()).map(Vec::len);
        let places = places(count.sum());
        let (mut rest, mut before) = (Map::new(), 0);
        for (name, table) in tables.iter_mut() {
            let count = list(&mut table["Keys"]).len();
            let here = |_| (0..count).filter(|it| places.contains(&(before + it))).collect();
            let taken: Vec<_> = take(&mut table["Keys"], here).into_iter().map(|it| it.1).collect();
            before += count;
            if !taken.is_empty() {
                let mut again = table.clone();
                again["Keys"] = taken.into();
                rest.insert(name.clone(), again);
            }
        }
        tables.retain(|_, table| table["Keys"].as_array().is_some_and(|keys| !keys.is_empty()));
        let sent = (!tables.is_empty()).then(|| call.to_string().into());
        (sent, Self(rest))
    }
}

impl LeftOut for Keys {
    fn nothing(&self) -> String {
        r#"{"Responses":{},"UnprocessedKeys":{}}"#.to_owned()
    }

    fn complete(&self, body: &[u8]) -> Vec<u8> {
        let mut answer = read(body);
        let unprocessed = &mut answer["UnprocessedKeys"];
        if unprocessed.is_null() {
            *unprocessed = json!({});
        }
        unprocessed.as_object_mut().expect("tables").extend(self.0.clone());
        answer.to_string().into()
    }
}

/// Places of records of `PutRecordBatch`, which answers in their order.
pub(super) struct Records(Vec<usize>);

impl Records {
    pub(super) fn leave_out(body: &[u8], places: impl Fn(usize) -> Places) -> Parts<Self> {
        let mut call = read(body);
        let taken = take(&mut call["Records"], places);
        let left_out = taken.into_iter().map(|(place, _)| place).collect();
        (unless_empty(&call, "Records"), Self(left_out))
    }
}

impl LeftOut for Records {
    fn content_type(&self) -> &'static str {
        "application/x-amz-json-1.1"
    }

    fn nothing(&self) -> String {
        r#"{"FailedPutCount":0,"RequestResponses":[]}"#.to_owned()
    }

    fn complete(&self, body: &[u8]) -> Vec<u8> {
        let mut answer = read(body);
        let refused = json!({"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "slow"});
        let responses = list(&mut answer["RequestResponses"]);
        for place in &self.0 {
            responses.insert(*place, refused.clone());
        }
        let failed = answer["FailedPutCount"].as_u64().unwrap_or_default();
        answer["FailedPutCount"] = (failed + self.0.len() as u64).into();
        answer.to_string().into()
    }
}

/// Takes the entries at these places out of a list, with their places.
fn take(entries: &mut Value, places: impl Fn(usize) -> Places) -> Vec<(usize, Value)> {
    let entries = list(entries);
    let places = places(entries.len());
    let all = std::mem::take(entries).into_iter().enumerate();
    let (taken, kept): (Vec<_>, Vec<_>) = all.partition(|(place, _)| places.contains(place));
    entries.extend(kept.into_iter().map(|(_, entry)| entry));
    taken
}

fn unless_empty(call: &Value, list: &str) -> Option<Vec<u8>> {
    let is_empty = call[list].as_array().is_none_or(Vec::is_empty);
    (!is_empty).then(|| call.to_string().into())
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("a body in JSON")
}

/// A list that may be left out where it is empty.
fn list(value: &mut Value) -> &mut Vec<Value> {
    if value.is_null() {
        *value = json!([]);
    }
    value.as_array_mut().expect("a list")
}
