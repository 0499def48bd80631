//! What a million events cost in dollars, item by item.
//!
//! A pure model: what was counted on tapes and measured, times AWS's prices, plus a few named
//! assumptions. It is about events of learners: edits of the catalog and what the directory fetches
//! are few beside them. Free tiers are not deducted. What does not grow with events (alarms, metrics,
//! secrets, polls of empty queues) is not in it; `docs/cost.md` names it.

mod duration;
mod load;
mod prices;
mod table;
#[cfg(test)]
mod tests;

use crate::counts::{Capacity, Counts};

pub use duration::{MEMORY_MB, billed_gb_seconds, gb_seconds, wait_ms};
pub use load::{Archive, Function, Load};
pub use prices::{Price, Prices, US_EAST_1};
pub use table::{table, table_of_one};

/// Events that a bill is for.
const EVENTS: f64 = 1e6;
/// AWS bills gigabytes of 2^30 bytes.
pub const GB: f64 = 1_073_741_824.0;
/// Queues that each of these changes is delivered to: the archive's. SNS delivers nothing that a
/// filter policy keeps back, and what the directory gets is left out, as is what it does.
const SUBSCRIPTIONS: f64 = 1.0;
/// What an invocation's log takes beside the function's own line, in bytes: the 26 bytes that
/// CloudWatch Logs adds to it. Lambda logs nothing of an invocation that succeeds: the template's
/// `SystemLogLevel`.
pub const LAMBDA_LOG_BYTES: f64 = 26.0;
/// A webhook's line in the API's access log, in bytes: 166 in the template's format
/// (`infra/tests/test_operations.py`), and CloudWatch's 26.
const ACCESS_LOG_BYTES: f64 = 192.0;

/// One line of the bill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// What is paid for.
    pub name: &'static str,
    /// Its price.
    pub price: Price,
    /// How much of it a million events take, in the price's unit.
    pub quantity: f64,
}

impl Item {
    const fn new(name: &'static str, price: Price, per_event: f64) -> Self {
        Self { name, price, quantity: per_event * EVENTS }
    }

    /// What a million events cost.
    pub const fn dollars(&self) -> f64 {
        self.price.of(self.quantity)
    }
}

/// The bill for a million events. Loads give the same items in the same order.
pub fn bill(prices: &Prices, load: &Load<'_>) -> Vec<Item> {
    let mut items = arrival(prices, &load.ingest);
    items.extend(work(prices, load));
    items.extend(tables(prices, &load.progress.counts.dynamodb));
    items.extend(topic(prices, load.progress.counts));
    items.extend(archive(prices, load));
    items.push(logs(prices, load));
    items
}

/// The sum of a bill, in dollars.
pub fn total(items: &[Item]) -> f64 {
    items.iter().map(Item::dollars).sum()
}

fn arrival(prices: &Prices, ingest: &Function<'_>) -> Vec<Item> {
    let counts = ingest.counts;
    let gb_seconds = ingest.gb_seconds();
    vec![
        Item::new("API Gateway: HTTP API", prices.http_api_request, counts.http_requests),
        Item::new("Lambda ingest: requests", prices.lambda_request, counts.invocations),
        Item::new("Lambda ingest: duration", prices.lambda_gb_second, gb_seconds),
        Item::new("SQS events: send", prices.sqs_fifo_request, counts.sent.requests),
    ]
}

fn work(prices: &Prices, load: &Load<'_>) -> Vec<Item> {
    let counts = load.progress.counts;
    // A batch is received by one call and deleted by another, which names no bodies.
    let polls = counts.received.requests + counts.invocations;
    let gb_seconds = load.progress.gb_seconds();
    vec![
        Item::new("SQS events: receive and delete", prices.sqs_fifo_request, polls),
        Item::new("Lambda progress: requests", prices.lambda_request, counts.invocations),
        Item::new("Lambda progress: duration", prices.lambda_gb_second, gb_seconds),
    ]
}

fn tables(prices: &Prices, capacity: &Capacity) -> Vec<Item> {
    let stored_gb = capacity.stored_bytes / GB;
    vec![
        Item::new("DynamoDB: reads", prices.dynamodb_read_unit, capacity.read_units),
        Item::new("DynamoDB: writes", prices.dynamodb_write_unit, capacity.write_units),
        Item::new("DynamoDB: storage, one month", prices.dynamodb_storage, stored_gb),
        Item::new("DynamoDB: recovery, one month", prices.dynamodb_recovery, stored_gb),
    ]
}

fn topic(prices: &Prices, counts: &Counts) -> Vec<Item> {
    let published = counts.published;
    let gb = published.bytes / GB;
    let delivered = published.messages * SUBSCRIPTIONS;
    vec![
        Item::new("SNS: publish", prices.sns_fifo_request, published.requests),
        Item::new("SNS: published data", prices.sns_fifo_published, gb),
        Item::new("SNS: deliveries", prices.sns_fifo_delivery, delivered),
        Item::new("SNS: delivered data", prices.sns_fifo_delivered, gb * SUBSCRIPTIONS),
    ]
}

fn archive(prices: &Prices, load: &Load<'_>) -> Vec<Item> {
    let counts = load.progress.counts;
    let Archive { changes_per_batch, cpu_us_per_change, .. } = load.archive;
    let changes = counts.published.messages;
    let firehose_gb = changes * load.archive.firehose_bytes_per_change / GB;
    let batches = changes / changes_per_batch;
    // SNS sends each message by itself.
    let requests = changes + 2.0 * batches;
    let gb_seconds = duration::archive_gb_seconds(changes, changes_per_batch, cpu_us_per_change);
    vec![
        Item::new("SQS archive: send, receive, delete", prices.sqs_request, requests),
        Item::new("Lambda archive: requests", prices.lambda_request, batches),
        Item::new("Lambda archive: duration", prices.lambda_gb_second, gb_seconds),
        Item::new("Firehose: data", prices.firehose, firehose_gb),
    ]
}

fn logs(prices: &Prices, load: &Load<'_>) -> Item {
    let functions = [&load.ingest, &load.progress]
        .map(|it| it.log_bytes_per_event + it.counts.invocations * LAMBDA_LOG_BYTES);
    let changes = load.progress.counts.published.messages;
    let Archive { changes_per_batch, log_bytes_per_change, .. } = load.archive;
    let archive = changes * (log_bytes_per_change + LAMBDA_LOG_BYTES / changes_per_batch);
    let access = load.ingest.counts.invocations * ACCESS_LOG_BYTES;
    let bytes = functions.iter().sum::<f64>() + archive + access;
    Item::new("CloudWatch Logs: data", prices.logs, bytes / GB)
}
