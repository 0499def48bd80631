//! The Lambda function `directory`: wires the table and ALM's client to the worker.

use directory::Worker;
use directory::config::Config;
use lambda_runtime::Error;
use milepost_alm::Client;
use milepost_directory::{Directory, DirectoryTable, SecretsManager, SharedBudget};
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
    let config = Config::read(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&aws), config.table);
    let secrets = aws_sdk_secretsmanager::Client::new(&aws);
    let client = Client::new(
        config.endpoint,
        SecretsManager::new(secrets, config.credentials_secret_arn),
        SharedBudget::new(table.clone(), config.requests_per_hour),
        jiff::Timestamp::now,
    )?;
    match client.has_credentials().await {
        Ok(true) => {}
        // Names stay ids until somebody enters credentials; nothing else changes.
        Ok(false) => tracing::warn!("alm.no_credentials"),
        Err(error) => tracing::error!(%error, "alm.credentials.not_read"),
    }
    let clock = || Time::from(jiff::Timestamp::now());
    let directory = Directory::new(DirectoryTable::new(table.eventual()), client, clock);
    batch::serve(&Worker { directory, clock }).await
}
