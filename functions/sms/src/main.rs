//! The Lambda function `sms`: wires the notifications table and Amazon SNS to the courier.

use std::time::Duration;

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
use sms::config::Config;
use sms::sns::SnsPhone;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Patient with SNS: a call that is given up may have sent the message, and it goes out again.
const SNS: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(6),
    operation: Duration::from_secs(10),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process());
    let config = config.inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let courier = Courier {
        channel: Channel::Sms,
        notifications: Notifications::new(Table::dynamo(dynamo, config.table)),
        provider: SnsPhone::new(&aws::load(SNS).await, config.is_enabled, config.sender_id),
        log_key: config.log_key,
        clock: || Time::from(jiff::Timestamp::now()),
    };
    batch::serve(&courier).await
}
