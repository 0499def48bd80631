//! The Lambda function `stall-detector`: wires the index and the events queue to the worker.

use std::time::{Duration, Instant, SystemTime};

use futures::future::BoxFuture;
use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
use milepost_domain::Time;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::telemetry;
use milepost_store::Table;
use serde_json::Value;
use stall_detector::{Index, Round, SqsEvents, Worker};

milepost_runtime::allocator!();

/// What is left of an invocation's time for the last page of each shard.
const RESERVE: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let (table, queue_url, days) = config(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let worker = Worker {
        index: Index::new(Table::dynamo(aws_sdk_dynamodb::Client::new(&aws), table)),
        queue: SqsEvents::new(aws_sdk_sqs::Client::new(&aws), queue_url),
        days,
        clock: || Time::from(jiff::Timestamp::now()),
    };
    let worker = &worker;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let deadline = deadline_of(&event.context);
        // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
        let answer: BoxFuture<'_, Result<Round, Error>> = Box::pin(async move {
            let is_over = || Instant::now() >= deadline;
            Ok(worker.work(event.payload, &is_over).await?)
        });
        answer
    }))
    .await
}

fn deadline_of(context: &Context) -> Instant {
    let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    Instant::now() + left.saturating_sub(RESERVE)
}

/// The enrollments table, the events queue, and the days without activity.
fn config(environment: &Environment) -> Result<(String, String, u16), ConfigError> {
    let text = |name| environment.required(name).map(str::to_owned);
    let days = environment.parsed::<std::num::NonZeroU16>("STALL_AFTER_DAYS")?.get();
    Ok((text("ENROLLMENTS_TABLE")?, text("EVENTS_QUEUE_URL")?, days))
}
