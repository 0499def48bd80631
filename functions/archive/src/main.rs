//! The Lambda function `archive`: wires Firehose to the worker.

use archive::{FirehosePut, Worker};
use lambda_runtime::Error;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch;
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use mimalloc::MiMalloc;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let environment = Environment::from_process();
    let stream = environment
        .required("DELIVERY_STREAM")
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let put = FirehosePut::new(aws_sdk_firehose::Client::new(&aws), stream.to_owned());
    let worker = Worker { put, clock: jiff::Timestamp::now };
    batch::serve(&worker).await
}
