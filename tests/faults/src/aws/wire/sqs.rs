//! `SendMessageBatch`, in `awsJson1_0`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Refusal, json, md5_hex, read_json};
use crate::aws::StandIn;
use crate::aws::batch::Entry;
use crate::aws::limits::batch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Request {
    queue_url: String,
    entries: Vec<RequestEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RequestEntry {
    id: String,
    message_body: String,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
}

impl From<RequestEntry> for Entry {
    fn from(entry: RequestEntry) -> Self {
        Self {
            id: entry.id,
            group: entry.message_group_id,
            deduplication_id: entry.message_deduplication_id,
            body: entry.message_body,
            ..Self::default()
        }
    }
}

pub(crate) fn send_message_batch(aws: &StandIn, body: &[u8]) -> Answer {
    let Request { queue_url, entries } = read_json(body)?;
    if queue_url != aws.names().queue_url {
        return Err(Refusal::unexpected("QueueDoesNotExist", queue_url));
    }
    let entries: Vec<Entry> = entries.into_iter().map(Entry::from).collect();
    batch::check(&entries)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in &entries {
        match send(aws, entry) {
            Ok(sent) => successful.push(sent),
            Err(refused) => failed.push(refused),
        }
    }
    Ok(json(&json!({"Successful": successful, "Failed": failed})))
}

fn send(aws: &StandIn, entry: &Entry) -> Result<Value, Value> {
    let Entry { id, group, deduplication_id, body, .. } = entry;
    batch::check_entry(entry).map_err(|violation| {
        aws.record_violation(&violation);
        let (code, message) = (violation.code, violation.message);
        json!({"Id": id, "SenderFault": true, "Code": code, "Message": message})
    })?;
    let (group, deduplication_id) = (group.as_deref(), deduplication_id.as_deref());
    let message_id =
        aws.queue().send(group.unwrap_or_default(), deduplication_id.unwrap_or_default(), body);
    let md5 = md5_hex(body.as_bytes());
    Ok(json!({"Id": id, "MessageId": message_id, "MD5OfMessageBody": md5}))
}
