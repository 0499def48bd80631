//! The Lambda function `catalog`: wires the directory's table to the worker.

use catalog::Worker;
use lambda_runtime::Error;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch;
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use milepost_store::Table;
use mimalloc::MiMalloc;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let environment = Environment::from_process();
    let table = environment
        .required("DIRECTORY_TABLE")
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let clock = || Time::from(jiff::Timestamp::now());
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&aws), table);
    batch::serve(&Worker { table: DirectoryTable::new(table), clock }).await
}
