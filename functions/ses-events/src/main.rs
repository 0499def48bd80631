//! The Lambda function `ses-events`: wires the notifications table to the worker.

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch;
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use milepost_runtime::telemetry;
use milepost_store::Table;
use mimalloc::MiMalloc;
use ses_events::worker::Worker;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let (table, log_key) = config(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let worker = Worker {
        notifications: Notifications::new(Table::dynamo(dynamo, table)),
        log_key,
        clock: || Time::from(jiff::Timestamp::now()),
    };
    batch::serve(&worker).await
}

/// The table of notifications, and the key that names them in logs.
fn config(environment: &Environment) -> Result<(String, LogKey), ConfigError> {
    let table = environment.required("NOTIFICATIONS_TABLE")?.to_owned();
    Ok((table, LogKey::new(&Secret::new(environment.required("LOG_HASH_KEY")?))))
}
