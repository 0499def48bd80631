//! The Lambda function `progress`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch;
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use mimalloc::MiMalloc;
use progress::commit::DynamoCommit;
use progress::config::Config;
use progress::publish::SnsPublish;
use progress::read::DynamoRead;
use progress::worker::Worker;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let worker = Worker {
        read: DynamoRead::new(dynamo.clone(), config.tables.clone()),
        commit: DynamoCommit::new(dynamo, config.tables),
        publish: SnsPublish::new(aws_sdk_sns::Client::new(&aws), config.topic_arn),
        clock: || Time::from(jiff::Timestamp::now()),
        retention_days: config.retention_days,
        log_key: config.log_key,
    };
    batch::serve(&worker).await
}
