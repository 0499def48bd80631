//! The Lambda function `stall-detector`: wires the index and the events queue to the worker.

use std::num::NonZeroU16;
use std::time::Duration;

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Queue;
use milepost_runtime::scheduled;
use milepost_runtime::start::Start;
use milepost_store::Table;
use serde::Deserialize;
use stall_detector::{Index, Worker};
use tokio::time::Instant;

milepost_runtime::allocator!();

/// What is left of an invocation's time for the last page of each shard.
const RESERVE: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    enrollments_table: String,
    events_queue_url: String,
    stall_after_days: NonZeroU16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = &Worker {
        index: Index::new(Table::dynamo(dynamo, config.enrollments_table)),
        queue: Queue::sqs(aws_sdk_sqs::Client::new(&start.aws), config.events_queue_url),
        days: config.stall_after_days.get(),
        clock: || Time::from(jiff::Timestamp::now()),
    };
    scheduled::serve(RESERVE, |input, deadline| async move {
        worker.work(input, &|| Instant::now() >= deadline).await
    })
    .await
}
