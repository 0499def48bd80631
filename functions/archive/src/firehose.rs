//! Putting lines by `PutRecordBatch`.

use aws_sdk_firehose::Client;
use aws_sdk_firehose::error::BuildError;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use milepost_runtime::aws_error::describe;

use crate::PutLines;

/// Puts into one delivery stream. A batch of 10 messages of at most 256 KB is far within the
/// limits of a call (500 records, 4 MB).
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

    async fn try_put(&self, lines: &[String]) -> Result<Vec<usize>, String> {
        let record = |line: &String| Record::builder().data(Blob::new(line.as_bytes())).build();
        let records: Result<Vec<Record>, BuildError> = lines.iter().map(record).collect();
        let records = records.map_err(|error| error.to_string())?;
        let call = self.client.put_record_batch().delivery_stream_name(&self.stream);
        let answer =
            call.set_records(Some(records)).send().await.map_err(|error| describe(&error))?;
        let refused =
            answer.request_responses().iter().enumerate().filter_map(|(index, response)| {
                let code = response.error_code()?;
                tracing::warn!(code, "change.not_archived");
                Some(index)
            });
        Ok(refused.collect())
    }
}

impl PutLines for FirehosePut {
    async fn put(&self, lines: &[String]) -> Vec<usize> {
        self.try_put(lines).await.unwrap_or_else(|error| {
            tracing::error!(changes = lines.len(), error, "changes.not_archived");
            (0..lines.len()).collect()
        })
    }
}
