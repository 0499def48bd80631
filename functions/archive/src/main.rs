//! The Lambda function `archive`: wires Firehose to the worker.

use archive::{Archive, FirehosePut};
use lambda_runtime::Error;
use milepost_runtime::batch;
use milepost_runtime::start::Start;
use serde::Deserialize;

milepost_runtime::allocator!();

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    delivery_stream: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config: Config = start.config()?;
    let client = aws_sdk_firehose::Client::new(&start.aws);
    batch::serve(&Archive { put: FirehosePut::new(client, config.delivery_stream) }).await
}
