//! The Lambda function `email`: wires the notifications table and Amazon SES to the courier.

use std::time::Duration;

use email::config::Config;
use email::ses::SesMail;
use lambda_runtime::Error;
use milepost_notification::Channel;
use milepost_notification::delivery::Courier;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::consumer;
use milepost_runtime::start::Start;
use milepost_store::Table;

milepost_runtime::allocator!();

/// Patient with SES: a call that is given up may have sent the mail, and it goes out again.
const SES: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(6),
    operation: Duration::from_secs(10),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    if config.sender.is_none() {
        tracing::warn!("sender.not_configured");
    }
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let courier = Courier {
        channel: Channel::Email,
        notifications: Notifications::new(Table::dynamo(dynamo, config.table)),
        provider: SesMail::new(&aws::load(SES).await, config.sender),
        log_key: config.log_key,
    };
    consumer::serve(&courier).await
}
