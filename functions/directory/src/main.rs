//! The Lambda function `directory`: wires the table and ALM's client to the worker.

use directory::Worker;
use directory::config::Config;
use lambda_runtime::Error;
use milepost_alm::Client;
use milepost_directory::{Directory, DirectoryTable, SecretsManager, SharedBudget};
use milepost_domain::Time;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use milepost_store::Table;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    let table = Table::dynamo(aws_sdk_dynamodb::Client::new(&start.aws), config.table);
    let secrets = aws_sdk_secretsmanager::Client::new(&start.aws);
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
    batch::serve(&Worker { directory }).await
}
