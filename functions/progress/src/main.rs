//! The Lambda function `progress`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use progress::commit::DynamoCommit;
use progress::config::Config;
use progress::read::DynamoRead;
use progress::worker::Worker;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = Worker {
        read: DynamoRead::new(dynamo.clone(), config.tables.clone()),
        commit: DynamoCommit::new(dynamo, config.tables),
        topic: Topic::sns(aws_sdk_sns::Client::new(&start.aws), config.topic_arn),
        clock: || Time::from(jiff::Timestamp::now()),
        retention_days: config.retention_days,
        log_key: config.log_key,
    };
    batch::serve(&worker).await
}
