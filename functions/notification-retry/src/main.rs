//! The Lambda function `notification-retry`: wires the table and the queue of notifications to the
//! worker.

use std::time::Duration;

use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Queue;
use milepost_notification::table::Notifications;
use milepost_runtime::scheduled;
use milepost_runtime::start::Start;
use milepost_store::Table;
use notification_retry::Worker;
use serde::Deserialize;
use serde::de::IgnoredAny;

milepost_runtime::allocator!();

/// What is left of an invocation's time for a last page.
const RESERVE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    notifications_table: String,
    notifications_queue_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = Worker {
        notifications: Notifications::new(Table::dynamo(dynamo, config.notifications_table)),
        queue: Queue::sqs(aws_sdk_sqs::Client::new(&start.aws), config.notifications_queue_url),
        clock: || Time::from(jiff::Timestamp::now()),
    };
    // What the schedule says does not matter: it says that it is time.
    scheduled::serve(RESERVE, |_: IgnoredAny, deadline| worker.work(deadline)).await
}
