//! Writing by `TransactWriteItems`.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Put, TransactWriteItem};
use milepost_contracts::HistoryItem;
use milepost_runtime::aws_error::describe;

use super::size::check;
use super::{Commit, CommitError, RecordWrite, Transaction};
use crate::config::Tables;

/// Writes to the two tables.
#[derive(Clone, Debug)]
pub struct DynamoCommit {
    client: Client,
    tables: Tables,
}

impl DynamoCommit {
    /// Writes to these tables.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables }
    }

    fn items(&self, transaction: &Transaction) -> Result<Vec<TransactWriteItem>, CommitError> {
        let record = transaction.record.iter().map(|write| self.put_record(write));
        let rows = transaction.history.iter().map(|row| self.put_row(row));
        record.chain(rows).collect()
    }

    fn put_record(&self, write: &RecordWrite) -> Result<TransactWriteItem, CommitError> {
        let put = Put::builder()
            .table_name(&self.tables.enrollments)
            .set_item(Some(serde_dynamo::to_item(&write.item)?));
        finish(match write.replaces {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => put
                .condition_expression("#version = :version")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", AttributeValue::N(version.to_string())),
        })
    }

    fn put_row(&self, row: &HistoryItem) -> Result<TransactWriteItem, CommitError> {
        let put = Put::builder()
            .table_name(&self.tables.history)
            .set_item(Some(serde_dynamo::to_item(row)?))
            .condition_expression("attribute_not_exists(pk)");
        finish(put)
    }
}

fn finish(put: PutBuilder) -> Result<TransactWriteItem, CommitError> {
    let put = put.build().map_err(|error: BuildError| CommitError::Call(error.to_string()))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

impl Commit for DynamoCommit {
    async fn commit(&self, transaction: &Transaction) -> Result<(), CommitError> {
        let items = self.items(transaction)?;
        check(&items)?;
        // The SDK sends one idempotency token with all attempts of this call.
        let answer =
            self.client.transact_write_items().set_transact_items(Some(items)).send().await;
        answer.map(|_| ()).map_err(|error| cause(&error))
    }
}

fn cause(error: &SdkError<TransactWriteItemsError>) -> CommitError {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cause_of_cancellation(cancelled.cancellation_reasons())
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => CommitError::Conflict,
        _ => CommitError::Call(describe(error)),
    }
}

/// A cancelled transaction says of each of its items why; `None` for those that were fine.
fn cause_of_cancellation(reasons: &[CancellationReason]) -> CommitError {
    let codes: Vec<&str> = reasons
        .iter()
        .filter_map(CancellationReason::code)
        .filter(|code| *code != "None")
        .collect();
    let passes = |code: &&str| {
        matches!(
            *code,
            "ConditionalCheckFailed"
                | "TransactionConflict"
                | "ThrottlingError"
                | "ProvisionedThroughputExceeded"
        )
    };
    if !codes.is_empty() && codes.iter().all(passes) {
        CommitError::Conflict
    } else {
        CommitError::Refused { codes: codes.join(", ") }
    }
}
