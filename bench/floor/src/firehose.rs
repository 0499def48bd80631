//! `PutRecordBatch`.

use aws_sdk_firehose::Client;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::calls::{Call, text};

/// The input of a call.
#[derive(Clone, Debug)]
pub struct PutRecordBatch {
    stream: Option<String>,
    records: Vec<Record>,
}

impl PutRecordBatch {
    /// Makes the input that was recorded.
    pub fn prepare(call: &Call) -> Self {
        assert_eq!(call.operation, "PutRecordBatch");
        let records = call.input["Records"].as_array().expect("records");
        Self {
            stream: text(&call.input, "DeliveryStreamName"),
            records: records.iter().map(record).collect(),
        }
    }

    /// Sends a copy.
    pub async fn send(&self, client: &Client) {
        let Self { stream, records } = self.clone();
        let call = client.put_record_batch().set_delivery_stream_name(stream);
        call.set_records(Some(records)).send().await.expect("an answer");
    }
}

fn record(record: &Value) -> Record {
    let data = text(record, "Data").and_then(|data| BASE64_STANDARD.decode(data).ok());
    Record::builder().data(Blob::new(data.expect("data"))).build().expect("a record")
}
