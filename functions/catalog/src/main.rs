//! The Lambda function `catalog`: wires the directory's table to the worker.

use catalog::Worker;
use lambda_runtime::Error;
use milepost_directory::DirectoryTable;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use milepost_store::Table;
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
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&start.aws), config.directory_table);
    batch::serve(&Worker { table: DirectoryTable::new(table) }).await
}
