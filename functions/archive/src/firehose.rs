//! Putting lines by `PutRecordBatch`.

use aws_sdk_firehose::Client;
use aws_sdk_firehose::error::BuildError;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use milepost_runtime::aws_error::describe;
use milepost_runtime::limits::call::PUT_RECORD_BATCH;

use crate::PutLines;

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

    /// Puts the lines with these numbers in one call, and returns the numbers of those refused.
    async fn put_call(&self, lines: &[String], call: &[usize]) -> Vec<usize> {
        self.try_put(lines, call).await.unwrap_or_else(|error| {
            tracing::error!(changes = call.len(), error, "changes.not_archived");
            call.to_vec()
        })
    }

    async fn try_put(&self, lines: &[String], call: &[usize]) -> Result<Vec<usize>, String> {
        let record =
            |line: &usize| Record::builder().data(Blob::new(lines[*line].as_bytes())).build();
        let records: Result<Vec<Record>, BuildError> = call.iter().map(record).collect();
        let records = records.map_err(|error| error.to_string())?;
        let request = self.client.put_record_batch().delivery_stream_name(&self.stream);
        let answer =
            request.set_records(Some(records)).send().await.map_err(|error| describe(&error))?;
        let responses = answer.request_responses();
        if responses.len() != call.len() {
            return Err("the answer does not account for all".to_owned());
        }
        let refused = call.iter().zip(responses).filter_map(|(line, response)| {
            let code = response.error_code()?;
            tracing::warn!(code, "change.not_archived");
            Some(*line)
        });
        Ok(refused.collect())
    }
}

impl PutLines for FirehosePut {
    async fn put(&self, lines: &[String]) -> Vec<usize> {
        let (fine, mut refused) = sort_out(lines);
        for call in PUT_RECORD_BATCH.cut(fine.iter().map(|line| lines[*line].len())) {
            refused.extend(self.put_call(lines, &fine[call]).await);
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
