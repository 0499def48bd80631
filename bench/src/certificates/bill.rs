//! What a thousand certificates cost in dollars, each delivered alone.

use super::Measured;
use crate::cost::{GB, Item, LAMBDA_LOG_BYTES, Price, Prices, gb_seconds, wait_ms};
use milepost_faults::call::Operation;

/// Certificates that a bill is for.
const CERTIFICATES: f64 = 1e3;
/// A signature of KMS, in milliseconds. An assumption, as those of [`wait_ms`].
const SIGNATURE_MS: f64 = 20.0;
/// The PDF and the badge are stored at the same time.
const STORED_TOGETHER: f64 = 1.0;

/// The bill for a thousand certificates. The documents' storage is that of one month.
pub fn bill(prices: &Prices, measured: &Measured) -> Vec<Item> {
    let counted = &measured.counted;
    let item = |name, price: Price, each: f64| Item { name, price, quantity: each * CERTIFICATES };
    let requests = 1.0 + 2.0;
    let log_gb = (measured.log_bytes + LAMBDA_LOG_BYTES) / GB;
    vec![
        item("SQS certificates: send, receive, delete", prices.sqs_fifo_request, requests),
        item("Lambda certificates: requests", prices.lambda_request, 1.0),
        item("Lambda certificates: duration", prices.lambda_gb_second, duration(measured)),
        item("DynamoDB: reads", prices.dynamodb_read_unit, counted.read_units),
        item("DynamoDB: writes", prices.dynamodb_write_unit, counted.write_units),
        item("DynamoDB: storage, one month", prices.dynamodb_storage, counted.item_bytes / GB),
        item("KMS: signatures", prices.kms_signature, counted.calls("Sign")),
        item("S3: documents stored", prices.s3_put, counted.calls("PutObject")),
        item("S3: design read", prices.s3_get, counted.calls("GetObject")),
        item("S3: storage, one month", prices.s3_storage, counted.document_bytes / GB),
        item("SNS outcomes: publish", prices.sns_fifo_request, counted.calls("PublishBatch")),
        item("CloudWatch Logs: data", prices.logs, log_gb),
    ]
}

/// GB-seconds of one invocation.
fn duration(measured: &Measured) -> f64 {
    let calls = |operation| measured.counted.calls(operation);
    let waits = [
        calls("GetItem") * wait_ms(Operation::BatchGetItem),
        calls("BatchGetItem") * wait_ms(Operation::BatchGetItem),
        calls("UpdateItem") * wait_ms(Operation::PutItem),
        calls("TransactWriteItems") * wait_ms(Operation::TransactWriteItems),
        calls("Sign") * SIGNATURE_MS,
        (calls("PutObject") - STORED_TOGETHER) * wait_ms(Operation::PutObject),
        calls("PublishBatch") * wait_ms(Operation::PublishBatch),
    ];
    gb_seconds(1.0, measured.cpu_ms * 1e3, waits.iter().sum())
}
