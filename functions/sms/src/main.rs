//! The Lambda function `sms`: wires the notifications table and Amazon SNS to the courier.

use std::time::Duration;

use lambda_runtime::Error;
use milepost_notification::Channel;
use milepost_notification::delivery::Courier;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::consumer;
use milepost_runtime::start::Start;
use milepost_store::Table;
use sms::config::Config;
use sms::sns::SnsPhone;

milepost_runtime::allocator!();

/// Patient with SNS: a call that is given up may have sent the message, and it goes out again.
const SNS: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(6),
    operation: Duration::from_secs(10),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let courier = Courier {
        channel: Channel::Sms,
        notifications: Notifications::new(Table::dynamo(dynamo, config.notifications_table)),
        provider: SnsPhone::new(&aws::load(SNS).await, config.sms_enabled, config.sms_sender_id),
        log_key: config.log_hash_key,
    };
    consumer::serve(&courier).await
}
