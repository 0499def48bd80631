//! Putting lines by `PutRecordBatch`, many in one record: Firehose bills each record as 5 KB at least.

use std::ops::Range;

use aws_sdk_firehose::Client;
use aws_sdk_firehose::error::BuildError;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::{CallLimits, PUT_RECORD_BATCH};

use crate::PutLines;

/// As many lines as one record takes.
const RECORD: CallLimits = CallLimits {
    entries: usize::MAX,
    entry_bytes: PUT_RECORD_BATCH.entry_bytes,
    bytes: PUT_RECORD_BATCH.entry_bytes,
};

/// Puts into one delivery stream.
#[derive(Clone, Debug)]
pub struct FirehosePut {
    client: Client,
    stream: String,
}

impl FirehosePut {
    /// Puts into this stream.
    pub fn new(client: Client, stream: String) -> Self {
        Self { client, stream }
    }

    /// Puts records in one call, and returns the places of those refused.
    async fn put_call(&self, records: &[String]) -> Vec<usize> {
        self.try_put(records).await.unwrap_or_else(|error| {
            tracing::error!(records = records.len(), error, "changes.not_archived");
            (0..records.len()).collect()
        })
    }

    async fn try_put(&self, records: &[String]) -> Result<Vec<usize>, String> {
        let record = |data: &String| Record::builder().data(Blob::new(data.as_bytes())).build();
        let request = self.client.put_record_batch().delivery_stream_name(&self.stream);
        let made: Result<Vec<Record>, BuildError> = records.iter().map(record).collect();
        let made = made.map_err(|error| error.to_string())?;
        let answer =
            request.set_records(Some(made)).send().await.map_err(|error| describe(&error))?;
        let responses = answer.request_responses();
        if responses.len() != records.len() {
            return Err("the answer does not account for all".to_owned());
        }
        let refused = responses.iter().enumerate().filter_map(|(place, response)| {
            let code = response.error_code()?;
            tracing::warn!(code, "changes.refused");
            Some(place)
        });
        Ok(refused.collect())
    }
}

impl PutLines for FirehosePut {
    async fn put(&self, lines: &[String]) -> Vec<usize> {
        let (fine, mut refused) = sort_out(lines);
        let in_record = RECORD.cut(fine.iter().map(|line| lines[*line].len()));
        let join =
            |part: &Range<usize>| fine[part.clone()].iter().map(|line| &*lines[*line]).collect();
        let records: Vec<String> = in_record.iter().map(join).collect();
        for call in PUT_RECORD_BATCH.cut(records.iter().map(String::len)) {
            let places = self.put_call(&records[call.clone()]).await;
            let parts = places.into_iter().map(|place| in_record[call.start + place].clone());
            refused.extend(parts.flat_map(|part| &fine[part]));
        }
        refused
    }
}

/// The numbers of the lines that Firehose takes, and of those that it would not.
fn sort_out(lines: &[String]) -> (Vec<usize>, Vec<usize>) {
    (0..lines.len()).partition(|line| {
        let checked = PUT_RECORD_BATCH.check_entry(lines[*line].len());
        checked.inspect_err(|limit| tracing::error!(%limit, "change.over_limit")).is_ok()
    })
}

#[cfg(test)]
mod tests;
