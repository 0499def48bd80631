//! The Lambda function `certificate-resumer`: wires the table and the queue of certificates to the
//! worker.

use std::time::Duration;

use certificate_resumer::{Answer, Invocation, Reminders, Waiting, Worker};
use lambda_runtime::Error;
use milepost_domain::Time;
use milepost_messaging::Queue;
use milepost_runtime::scheduled;
use milepost_runtime::start::Start;
use milepost_store::Table;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;

milepost_runtime::allocator!();

/// What is left of an invocation's time for the certificates of one more day.
const RESERVE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    certificates_table: String,
    certificates_queue_url: String,
    certificate_reminder_days: u16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let worker = &Worker {
        waiting: Waiting::new(Table::dynamo(dynamo, config.certificates_table)),
        queue: Queue::sqs(aws_sdk_sqs::Client::new(&start.aws), config.certificates_queue_url),
        clock: || Time::from(jiff::Timestamp::now()),
    };
    let reminders = &Reminders {
        waiting: worker.waiting.clone(),
        queue: worker.queue.clone(),
        days: config.certificate_reminder_days,
        clock: worker.clock,
    };
    scheduled::serve(RESERVE, |payload: Value, deadline| async move {
        Ok::<_, Error>(match Invocation::read(payload)? {
            Invocation::Stream(event) => Answer::Stream(worker.work(&event).await),
            Invocation::Sweep(sweep) => {
                let is_over = || Instant::now() >= deadline;
                Answer::Sweep(reminders.sweep(&sweep, is_over).await?)
            }
        })
    })
    .await
}
