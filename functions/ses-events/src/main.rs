//! The Lambda function `ses-events`: wires the notifications table to the worker.

use lambda_runtime::Error;
use milepost_notification::table::Notifications;
use milepost_runtime::consumer;
use milepost_runtime::log_key::LogKey;
use milepost_runtime::start::Start;
use milepost_store::Table;
use serde::Deserialize;
use ses_events::worker::Worker;

milepost_runtime::allocator!();

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    notifications_table: String,
    log_hash_key: LogKey,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let notifications = Notifications::new(Table::dynamo(dynamo, config.notifications_table));
    consumer::serve(&Worker { notifications, log_key: config.log_hash_key }).await
}
