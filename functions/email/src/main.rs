//! The Lambda function `email`: wires the notifications table and Amazon SES to the courier.

use std::time::Duration;

use email::config::Config;
use email::ses::SesMail;
use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_notification::Channel;
use milepost_notification::delivery::Courier;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch;
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use milepost_store::Table;
use mimalloc::MiMalloc;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Patient with SES: a call that is given up may have sent the mail, and it goes out again.
const SES: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(6),
    operation: Duration::from_secs(10),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process());
    let config = config.inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    if config.sender.is_none() {
        tracing::warn!("sender.not_configured");
    }
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let courier = Courier {
        channel: Channel::Email,
        notifications: Notifications::new(Table::dynamo(dynamo, config.table)),
        provider: SesMail::new(&aws::load(SES).await, config.sender),
        log_key: config.log_key,
        clock: || Time::from(jiff::Timestamp::now()),
    };
    batch::serve(&courier).await
}
