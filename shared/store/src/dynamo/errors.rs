//! What AWS's failures mean.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use milepost_runtime::aws_error::{describe, words};

use crate::error::StoreError;

/// Somebody else wrote the item, or is writing it in a transaction.
const CONFLICTS: [&str; 5] = [
    "ConditionalCheckFailed",
    "ConditionalCheckFailedException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
];
/// As a cancelled transaction and as a call of its own says it.
const THROTTLES: [&str; 7] = [
    "ThrottlingError",
    "ThrottlingException",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "InternalServerError",
];

/// What the failure of a call means.
pub(super) fn cause<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> StoreError {
    match error {
        SdkError::ServiceError(_) => of_code(error.code().unwrap_or_default(), words(error)),
        SdkError::ConstructionFailure(_) => StoreError::Refused(describe(error)),
        _ => StoreError::NotReached(describe(error)),
    }
}

/// The same of a transaction: a cancelled one says of each of its items why, `None` for those
/// that were fine.
pub(super) fn cause_of_transaction<R>(error: &SdkError<TransactWriteItemsError, R>) -> StoreError {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return cause(error);
    };
    let codes = cancelled.cancellation_reasons().iter().filter_map(|it| it.code());
    let codes: Vec<&str> = codes.filter(|code| *code != "None").collect();
    let of = |code: &&str| of_code(code, codes.join(", "));
    // What will not pass decides before what will: a repeat would be refused again.
    let passes = |code: &&&str| !of(code).is_retryable();
    codes.iter().find(passes).or(codes.first()).map_or_else(|| cause(error), of)
}

fn of_code(code: &str, words: String) -> StoreError {
    if CONFLICTS.contains(&code) {
        StoreError::Conflict
    } else if THROTTLES.contains(&code) {
        StoreError::Throttled(words)
    } else {
        StoreError::Refused(words)
    }
}
