//! The Lambda function `completion-counts`: wires its table to the worker.

use completion_counts::worker::Worker;
use lambda_runtime::Error;
use milepost_runtime::consumer;
use milepost_runtime::start::Start;
use milepost_store::Table;
use serde::Deserialize;

milepost_runtime::allocator!();

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    completion_counts_table: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    consumer::serve(&Worker { table: Table::dynamo(dynamo, config.completion_counts_table) }).await
}
