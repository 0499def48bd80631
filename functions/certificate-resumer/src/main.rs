//! The Lambda function `certificate-resumer`: wires the table and the queue of certificates to the
//! worker.

use certificate_resumer::{StreamEvent, StreamResponse, Waiting, Worker};
use futures::future::BoxFuture;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use milepost_domain::Time;
use milepost_messaging::Queue;
use milepost_runtime::start::Start;
use milepost_store::Table;
use serde::Deserialize;

milepost_runtime::allocator!();

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    certificates_table: String,
    certificates_queue_url: String,
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
    lambda_runtime::run(service_fn(|event: LambdaEvent<StreamEvent>| {
        // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
        let answer: BoxFuture<'_, Result<StreamResponse, Error>> =
            Box::pin(async move { Ok(worker.work(&event.payload).await) });
        answer
    }))
    .await
}
