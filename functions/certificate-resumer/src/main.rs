//! The Lambda function `certificate-resumer`: wires the table and the queue of certificates to the
//! worker.

use certificate_resumer::{SqsResumed, StreamEvent, StreamResponse, Waiting, Worker};
use futures::future::BoxFuture;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use milepost_domain::Time;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::config::{ConfigError, Environment};
use milepost_runtime::telemetry;
use milepost_store::Table;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let (table, queue_url) = config(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let worker = Worker {
        waiting: Waiting::new(Table::dynamo(aws_sdk_dynamodb::Client::new(&aws), table)),
        send: SqsResumed::new(aws_sdk_sqs::Client::new(&aws), queue_url),
        clock: || Time::from(jiff::Timestamp::now()),
    };
    let worker = &worker;
    lambda_runtime::run(service_fn(|event: LambdaEvent<StreamEvent>| {
        // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
        let answer: BoxFuture<'_, Result<StreamResponse, Error>> =
            Box::pin(async move { Ok(worker.work(&event.payload).await) });
        answer
    }))
    .await
}

/// The table and the queue of certificates.
fn config(environment: &Environment) -> Result<(String, String), ConfigError> {
    let text = |name| environment.required(name).map(str::to_owned);
    Ok((text("CERTIFICATES_TABLE")?, text("CERTIFICATES_QUEUE_URL")?))
}
