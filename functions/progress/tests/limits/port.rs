//! The real ports, to an AWS that takes whatever they let through.

use std::collections::HashMap;
use std::sync::Mutex;

use aws_config::SdkConfig;
use aws_smithy_http_client::test_util::infallible_client_fn;
use milepost_contracts::{EnrollmentItem, ItemKey};
use milepost_messaging::Topic;
use progress::commit::{Commit, CommitError, DynamoCommit, Transaction};
use progress::config::Tables;
use progress::read::{DynamoRead, Known, ReadError, ReadKnown, Wanted};
use serde_json::Value;

use crate::support::{config, published};

/// AWS as these functions see it: no rows, and all that passes the ports' checks is taken.
fn aws() -> SdkConfig {
    let http = infallible_client_fn(|request: http::Request<_>| {
        let target = request.headers().get("x-amz-target");
        let answer = match target.and_then(|it| it.to_str().ok()?.rsplit('.').next()) {
            Some("BatchGetItem") => r#"{"Responses":{},"UnprocessedKeys":{}}"#.to_owned(),
            Some(_) => "{}".to_owned(),
            None => published(),
        };
        http::Response::builder().status(200).body(answer).unwrap()
    });
    config(http)
}

/// What the ports let through.
#[derive(Default)]
pub(crate) struct Seen {
    records: HashMap<ItemKey, EnrollmentItem>,
    pub(crate) rows: usize,
    /// Upper bounds: JSON is never shorter than what `DynamoDB` counts of it.
    pub(crate) largest: Largest,
}

/// Sizes in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Largest {
    pub(crate) record: usize,
    pub(crate) row: usize,
    pub(crate) transaction: usize,
    pub(crate) message: usize,
}

/// The real ports, and a memory of the records.
pub(crate) struct Port {
    read: DynamoRead,
    commit: DynamoCommit,
    pub(crate) topic: Topic,
    pub(crate) seen: Mutex<Seen>,
}

impl Port {
    /// Ports to an AWS that takes whatever they let through.
    pub(crate) fn new() -> Self {
        let aws = aws();
        let tables =
            Tables { enrollments: "enrollments".to_owned(), history: "history".to_owned() };
        let dynamo = aws_sdk_dynamodb::Client::new(&aws);
        let topic = "arn:aws:sns:eu-west-1:123456789012:transitions.fifo".to_owned();
        Self {
            read: DynamoRead::new(dynamo.clone(), tables.clone()),
            commit: DynamoCommit::new(dynamo, tables),
            topic: Topic::sns(aws_sdk_sns::Client::new(&aws), topic),
            seen: Mutex::default(),
        }
    }
}

impl ReadKnown for &Port {
    async fn read(&self, wanted: &Wanted) -> Result<Known, ReadError> {
        let mut known = self.read.read(wanted).await?;
        let seen = self.seen.lock().unwrap();
        let records = wanted.enrollments.iter();
        known.enrollments =
            records.filter_map(|key| Some((key.clone(), seen.records.get(key)?.clone()))).collect();
        Ok(known)
    }
}

impl Commit for &Port {
    async fn commit(&self, transaction: &Transaction) -> Result<(), CommitError> {
        self.commit.commit(transaction).await?;
        let bytes = |value: Value| value.to_string().len();
        let row = |row| bytes(serde_json::to_value(row).unwrap());
        let rows: Vec<usize> = transaction.history.iter().map(row).collect();
        let record = transaction.record.as_ref().map(|write| &write.item);
        let record_bytes = record.map_or(0, |item| bytes(serde_json::to_value(item).unwrap()));
        let mut seen = self.seen.lock().unwrap();
        seen.rows += rows.len();
        let largest = &mut seen.largest;
        largest.record = largest.record.max(record_bytes);
        largest.row = largest.row.max(rows.iter().copied().max().unwrap_or(0));
        let messages = transaction.history.iter().filter_map(|row| row.message.as_ref());
        largest.message = messages.map(String::len).max().unwrap_or(0).max(largest.message);
        largest.transaction = largest.transaction.max(record_bytes + rows.iter().sum::<usize>());
        if let Some(item) = record {
            let key = ItemKey { pk: item.pk.clone(), sk: item.sk.clone() };
            seen.records.insert(key, item.clone());
        }
        Ok(())
    }
}
