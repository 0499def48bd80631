//! The Lambda function `notification-retry`: wires the table and the queue of notifications to the
//! worker.

use std::time::{Duration, Instant, SystemTime};

use futures::TryFutureExt as _;
use futures::future::BoxFuture;
use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
use milepost_domain::Time;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::telemetry;
use milepost_store::Table;
use notification_retry::{Answer, SqsResume, Worker};
use serde::de::IgnoredAny;

milepost_runtime::allocator!();

/// What is left of an invocation's time for a last page.
const RESERVE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let (table, queue_url) = config(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let worker = Worker {
        notifications: Notifications::new(Table::dynamo(dynamo, table)),
        send: SqsResume::new(aws_sdk_sqs::Client::new(&aws), queue_url),
        clock: || Time::from(jiff::Timestamp::now()),
    };
    let worker = &worker;
    // What the schedule says does not matter: it says that it is time.
    lambda_runtime::run(service_fn(|event: LambdaEvent<IgnoredAny>| {
        let deadline = deadline_of(&event.context);
        let answer: BoxFuture<'_, Result<Answer, Error>> =
            Box::pin(worker.work(deadline).map_err(Error::from));
        answer
    }))
    .await
}

fn deadline_of(context: &Context) -> Instant {
    let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    Instant::now() + left.saturating_sub(RESERVE)
}

/// The table and the queue of notifications.
fn config(environment: &Environment) -> Result<(String, String), ConfigError> {
    let text = |name| environment.required(name).map(str::to_owned);
    Ok((text("NOTIFICATIONS_TABLE")?, text("NOTIFICATIONS_QUEUE_URL")?))
}
