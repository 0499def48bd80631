//! Answers that refuse a whole call, as each service words them.

use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::call::Operation;

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";
const XML: &str = "text/xml";

/// What a service says went wrong.
struct Error {
    status: u16,
    code: &'static str,
    message: &'static str,
}

/// 500: AWS has a fault of its own.
pub(super) fn server_error(operation: Operation) -> Response<Bytes> {
    let code = match operation {
        Operation::BatchGetItem | Operation::TransactWriteItems | Operation::PutItem => {
            "InternalServerError"
        }
        Operation::GetSecretValue => "InternalServiceError",
        Operation::SendMessageBatch | Operation::PutRecordBatch => "InternalFailure",
        Operation::PublishBatch | Operation::PutObject => "InternalError",
    };
    refuse(operation, &Error { status: 500, code, message: "An internal error occurred." })
}

/// The calls are too many. `DynamoDB` and SNS say so with 400, SQS with 403, S3 and Firehose
/// with 503.
pub(super) fn throttled(operation: Operation) -> Response<Bytes> {
    let (status, code) = match operation {
        Operation::BatchGetItem => (400, "ProvisionedThroughputExceededException"),
        Operation::TransactWriteItems | Operation::PutItem | Operation::GetSecretValue => {
            (400, "ThrottlingException")
        }
        Operation::SendMessageBatch => (403, "RequestThrottled"),
        Operation::PublishBatch => (400, "Throttling"),
        Operation::PutObject => (503, "SlowDown"),
        Operation::PutRecordBatch => (503, "ServiceUnavailableException"),
    };
    refuse(operation, &Error { status, code, message: "Rate exceeded" })
}

/// A transaction whose first item did not meet its condition.
pub(super) fn condition_failed(transaction: &[u8]) -> Response<Bytes> {
    cancelled(transaction, "ConditionalCheckFailed", "The conditional request failed")
}

/// A transaction whose first item is in another transaction.
pub(super) fn conflict(transaction: &[u8]) -> Response<Bytes> {
    cancelled(transaction, "TransactionConflict", "Transaction is ongoing for the item")
}

fn cancelled(transaction: &[u8], code: &str, message: &str) -> Response<Bytes> {
    let transaction: Value = serde_json::from_slice(transaction).expect("a transaction in JSON");
    let items = transaction["TransactItems"].as_array().expect("the transaction's items").len();
    let mut reasons = vec![json!({"Code": "None"}); items];
    reasons[0] = json!({"Code": code, "Message": message});
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": format!("Transaction cancelled, please refer cancellation reasons: [{code}]"),
        "CancellationReasons": reasons,
    });
    answer(400, JSON_1_0, body.to_string())
}

fn refuse(operation: Operation, error: &Error) -> Response<Bytes> {
    let Error { status, code, message } = *error;
    let json = |namespace: &str| {
        json!({"__type": format!("{namespace}#{code}"), "message": message}).to_string()
    };
    match operation {
        Operation::BatchGetItem | Operation::TransactWriteItems | Operation::PutItem => {
            answer(status, JSON_1_0, json("com.amazonaws.dynamodb.v20120810"))
        }
        Operation::SendMessageBatch => {
            let mut answer = answer(status, JSON_1_0, json("com.amazonaws.sqs"));
            // The name of the error in SQS's older protocol, which the SDK prefers.
            let whose = if status < 500 { "Sender" } else { "Receiver" };
            let older = format!("{code};{whose}").parse().expect("a header's value");
            answer.headers_mut().insert("x-amzn-query-error", older);
            answer
        }
        Operation::GetSecretValue => answer(status, JSON_1_1, json("com.amazonaws.secretsmanager")),
        Operation::PutRecordBatch => answer(status, JSON_1_1, json("com.amazonaws.firehose")),
        Operation::PublishBatch => {
            let whose = if status < 500 { "Sender" } else { "Receiver" };
            let error = format!("<Type>{whose}</Type>{}", in_xml(error));
            let body = format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>");
            answer(status, XML, body)
        }
        Operation::PutObject => answer(status, XML, format!("<Error>{}</Error>", in_xml(error))),
    }
}

fn in_xml(error: &Error) -> String {
    format!("<Code>{}</Code><Message>{}</Message>", error.code, error.message)
}

pub(super) fn answer(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let response = Response::builder().status(status).header("content-type", content_type);
    response.body(body.into()).expect("a response")
}
