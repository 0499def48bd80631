//! The Lambda function `progress`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use milepost_store::Table;
use progress::config::Config;
use progress::tables::Tables;
use progress::worker::Worker;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = Worker {
        tables: Tables {
            enrollments: Table::dynamo(dynamo.clone(), config.enrollments_table),
            history: Table::dynamo(dynamo, config.history_table),
        },
        topic: Topic::sns(aws_sdk_sns::Client::new(&start.aws), config.transitions_topic_arn),
        clock: || Time::from(jiff::Timestamp::now()),
        retention_days: config.history_retention_days,
        log_key: config.log_hash_key,
    };
    batch::serve(&worker).await
}
