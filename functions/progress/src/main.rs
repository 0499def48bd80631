//! The Lambda function `progress`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use progress::commit::DynamoCommit;
use progress::config::{Config, Tables};
use progress::read::DynamoRead;
use progress::worker::Worker;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let (enrollments, history) = (config.enrollments_table, config.history_table);
    let tables = Tables { enrollments, history };
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = Worker {
        read: DynamoRead::new(dynamo.clone(), tables.clone()),
        commit: DynamoCommit::new(dynamo, tables),
        topic: Topic::sns(aws_sdk_sns::Client::new(&start.aws), config.transitions_topic_arn),
        clock: || Time::from(jiff::Timestamp::now()),
        retention_days: config.history_retention_days,
        log_key: config.log_hash_key,
    };
    batch::serve(&worker).await
}
