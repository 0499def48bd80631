//! The Lambda function `catalog`: wires the directory's table to the worker.

use catalog::Worker;
use lambda_runtime::Error;
use milepost_directory::marks::DynamoMarks;
use milepost_domain::Time;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use serde::Deserialize;

milepost_runtime::allocator!();

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    directory_table: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let clock = || Time::from(jiff::Timestamp::now());
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let marks = DynamoMarks::new(dynamo, config.directory_table, clock);
    batch::serve(&Worker { mark: marks.clone(), keep: marks }).await
}
